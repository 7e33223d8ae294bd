#!/usr/bin/env python3
"""Turns digits.csv.gz of the scikit-learn package into digits.txt.

    python3 make_digits.py path/to/digits.csv.gz > digits.txt

Run by hand; the result is in the repository. README.md says where the data comes from.
"""

import csv
import gzip
import sys

PIXEL_CHARACTERS = "0123456789abcdefg"  # one character for each pixel value 0..16
PIXELS = 64
IMAGES = 1797


def text_line(row):
    values = [int(value) for value in row]
    if len(values) != PIXELS + 1:
        raise ValueError(f"a row has {len(values)} values, expected {PIXELS + 1}")
    *pixels, label = values
    if not 0 <= label <= 9 or not all(0 <= pixel <= 16 for pixel in pixels):
        raise ValueError(f"a value is out of range: {values}")
    return f"{label} " + "".join(PIXEL_CHARACTERS[pixel] for pixel in pixels)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_digits.py path/to/digits.csv.gz > digits.txt")
    with gzip.open(sys.argv[1], "rt", encoding="ascii", newline="") as file:
        lines = [text_line(row) for row in csv.reader(file)]
    if len(lines) != IMAGES:
        sys.exit(f"{len(lines)} images, expected {IMAGES}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
