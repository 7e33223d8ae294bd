// usage: node --no-warnings run.mjs PROGRAM.wasm
// Runs a program that was compiled for wasm32-wasi; the exit status is its own.
import {readFile} from 'node:fs/promises';
import {WASI} from 'node:wasi';

const wasi = new WASI({version: 'preview1', args: process.argv.slice(2), env: process.env, returnOnExit: true});
const program = await WebAssembly.compile(await readFile(process.argv[2]));
const instance = await WebAssembly.instantiate(program, {wasi_snapshot_preview1: wasi.wasiImport});
process.exitCode = wasi.start(instance);
