"""A page of the project as Doxygen reads it: headings that links find, and links to what becomes of their targets."""

import posixpath
import re

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)([^\s|]*)( |\n(?=\S))?")


def anchor(heading):
    """As GitHub and GitLab make it."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def name_of(path):
    """By which Doxygen knows a page."""
    return re.sub(r"\W", "_", path.removesuffix(".md").removeprefix("docs/")).lower()


def html_of_page(path):
    return "index.html" if path == "README.md" else f"{name_of(path)}.html"


def html_of_source(path, suffix):
    """Doxygen's way to make a file's name of another file's."""
    return path.replace("/", "_2").replace(".", "_8") + suffix


class Site:
    """What there is to link to: pages, public headers and examples, as paths from the root of the project."""

    def __init__(self, pages, headers, examples):
        self.pages = pages
        self.headers = headers
        self.examples = examples

    def target(self, page, link):
        """Where a link of a page leads to; None where the reference does not show it."""
        path, _, fragment = link.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if path in self.pages:
            return html_of_page(path) + (f"#{name_of(path)}_{fragment}" if fragment else "")
        if path in self.headers:
            return html_of_source(posixpath.basename(path).replace("_", "__"), ".html")
        if path in self.examples:
            return html_of_source(path, "-example.html")
        if path == "include/signopt":
            return "files.html"
        if any(example.startswith(f"{path}/") for example in self.examples):
            return "examples.html"
        return None


def converted(path, text, site):
    def link(found):
        is_image, words, target, behind, blank = found.groups()
        # Doxygen takes a link in one line.
        words = words.replace("\n", " ")
        end = behind + ("\n" if "\n" in found[0][: found.end(2) - found.start()] and blank else blank or "")
        if re.match(r"https?:", target):
            return f"{is_image}[{words}]({target}){end}"
        if is_image:
            return f'<img src="{posixpath.basename(target)}" alt="{words}"/>{end}'
        leads_to = site.target(path, target)
        return f"[{words}]({leads_to}){end}" if leads_to else f"{words}{end}"

    titles = []

    def heading(found):
        titles.append(found[2])
        label = "" if len(titles) == 1 else f"_{anchor(found[2])}"
        return f"{found[1]} {found[2]} {{#{name_of(path)}{label}}}"

    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    for i in range(0, len(parts), 2):  # what is no code
        parts[i] = re.sub(r"^(#+) (.*)$", heading, parts[i], flags=re.M)
        parts[i] = LINK.sub(link, parts[i])
    return "".join(parts)
