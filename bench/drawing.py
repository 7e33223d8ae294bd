"""What the plots of the pages share: their look, and the colours where the reader's system is dark."""

from typing import Dict

DRAWN_FONT = "DejaVu Sans"  # comes with matplotlib and is wider than those below: what fits in it fits in them
FONTS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"
BACKGROUND, TEXT, GRID = "#ffffff", "#1f2328", "#d8dee4"
WIDTH = 8.65  # inches: 830 pixels, about the width of a README on GitHub
DARK = {BACKGROUND: "#0d1117", TEXT: "#e6edf3", GRID: "#2a313a"}
# Colours of lines, each on BACKGROUND and on the dark one: a contrast of 4.5 or more.
BLUE, GREY, GREEN = ("#0063b2", "#58b0ff"), ("#59636e", "#9198a1"), ("#00795c", "#3fd0a4")
ORANGE, PINK, VIOLET = ("#b35000", "#ff9b50"), ("#9c3c78", "#e89ac6"), ("#6a40bf", "#b9a0ff")
STYLE = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "signopt",  # names the parts alike in every run
    "font.family": DRAWN_FONT,
    "font.size": 8,
    "text.color": TEXT,
    "axes.ymargin": 0.1,
    "lines.linewidth": 1.4,
    "lines.markersize": 3.5,
}


def bare_axis(axis) -> None:
    """Lines of a grid for the heights, and no frame."""
    axis.minorticks_off()
    axis.tick_params(length=0, labelcolor=TEXT, labelleft=True, labelbottom=True)
    axis.grid(axis="y", color=GRID, linewidth=0.8)
    axis.set_axisbelow(True)
    axis.set_frame_on(False)


def with_dark_variant(svg: str, dark: Dict[str, str]) -> str:
    """Adds a style sheet that replaces each colour where the reader's system is dark."""
    rules = [
        f'[style*="{role}: {light}"] {{ {role}: {dark_one} !important }}'
        for light, dark_one in dark.items()
        for role in ("fill", "stroke")
    ]
    sheet = "\n".join(["<style>", "@media (prefers-color-scheme: dark) {", *rules, "}", "</style>"])
    return svg.replace(f"'{DRAWN_FONT}'", FONTS).replace("<defs>", f"{sheet}\n <defs>", 1)
