#!/bin/sh
# usage: check_resumed.sh MPIEXEC COUNT PROGRAM FOLDER
# A training that is saved, ended, and resumed on as many processes comes to the same files as one without a break; on
# fewer it goes on too. What does not fit is refused, on all processes.
set -u
mpiexec=$1
count=$2
program=$3
folder=$4
here=$(dirname "$0")
rm -rf "$folder"
mkdir -p "$folder/straight" "$folder/broken" "$folder/fewer"

fail() {
  echo "FAILED  $*"
  exit 1
}

train() { "$here/processes.sh" "$mpiexec" "$@" 2>&1; }

# refused WORDS ARG...
refused() {
  words=$1
  shift
  output=$(train "$count" "$program" "$@") && fail "accepted: $*"
  case $output in
    *"$words"*) ;;
    *) fail "$*: not \"$words\", but: $output" ;;
  esac
}

train "$count" "$program" --epochs 2 --save "$folder/straight/run" || fail "without a break"
train "$count" "$program" --epochs 2 --save "$folder/broken/run" --save-every 10 --stop-at 27 || fail "it did not stop"
ls "$folder/broken"
[ "$(find "$folder/broken" -type f | wc -l)" -eq $((count + 2)) ] || fail "files of earlier steps are left, or missing"
cp "$folder/broken/"* "$folder/fewer"

refused "the options are" --epochs 2 --resume "$folder/broken/run" --seed 77
refused "cannot be opened" --epochs 2 --resume "$folder/none"
refused "the options are" --epochs 2 --resume "$folder/broken/run" --lr 0.2000001
head -n 1000 "$(dirname "$here")/../examples/data/digits.txt" >"$folder/fewer_images.txt"
refused "the options are" --epochs 2 --resume "$folder/broken/run" --data "$folder/fewer_images.txt"
refused "27 steps have been made" --epochs 2 --resume "$folder/broken/run" --save "$folder/broken/run" --stop-at 27
refused "--save failed on process 0: cannot write" --epochs 2 --save "$folder/no/run"
refused "--batch must be a whole number" --batch 0
refused "--stop-at needs --save RUN" --stop-at 3
refused "reading the images failed" --data "$folder/none"

train "$count" "$program" --epochs 2 --resume "$folder/broken/run" --save "$folder/broken/run" ||
  fail "it did not resume"
for file in "$folder/straight/"*; do
  cmp "$file" "$folder/broken/${file##*/}" || fail "${file##*/} has other bits after a break"
done
[ "$(find "$folder/broken" -type f | wc -l)" -eq $((count + 2)) ] || fail "files of earlier steps are left"

output=$(train $((count - 1)) "$program" --epochs 2 --min-accuracy 0.85 --resume "$folder/fewer/run" \
  --save "$folder/fewer/run") ||
  fail "it did not resume on fewer: $output"
[ "$(find "$folder/fewer" -type f | wc -l)" -eq $((count + 1)) ] || fail "files of more processes are left"
# Nothing is left to do, and it is saved under another name all the same.
train "$count" "$program" --epochs 2 --resume "$folder/broken/run" --save "$folder/again" >/dev/null ||
  fail "it had ended"
[ -e "$folder/again.checkpoint" ] || fail "what had ended was not saved"

# Processes with other words.
output=$("$here/processes.sh" "$mpiexec" 1 "$program" --seed 1 : -n 1 "$program" --seed 2 2>&1) &&
  fail "processes have other options: $output"
case $output in
  *"it is not that of process 0"*) ;;
  *) fail "processes have other options, and it says: $output" ;;
esac
echo "resumed on $count and on $((count - 1)) processes"
