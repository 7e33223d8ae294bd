"""What the figures were measured on and with."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Dict


def first_value(path: str, key: str) -> str:
    try:
        for line in Path(path).read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    except OSError:
        pass
    return ""


def first_line(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return ""


def text_of(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def caches() -> Dict[str, str]:
    """The sizes of the first CPU's, by level and kind."""
    found = {}
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        name = f"L{text_of(str(index / 'level'))} {text_of(str(index / 'type')).lower()}"
        found[name] = text_of(str(index / "size"))
    return found


def description() -> Dict[str, object]:
    return {
        "cpu": first_value("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cpus": os.cpu_count(),
        "family_model_stepping": "/".join(
            first_value("/proc/cpuinfo", key) for key in ("cpu family", "model", "stepping")
        ),
        "flags": first_value("/proc/cpuinfo", "flags"),
        "caches": caches(),
        "memory": first_value("/proc/meminfo", "MemTotal"),
        "huge_pages": text_of("/sys/kernel/mm/transparent_hugepage/enabled"),
        "system": f"{platform.system()} {platform.release()}",
        "libc": " ".join(platform.libc_ver()),
        "compiler": first_line(os.environ.get("CXX", "c++"), "--version"),
        "load_at_start": os.getloadavg()[0],
    }
