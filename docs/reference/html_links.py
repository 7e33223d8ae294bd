"""Whether every link within a folder of HTML files leads to a file, and to an anchor in it."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.anchors = set()
        self.targets = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for name in ("id", "name"):
            if name in values:
                self.anchors.add(values[name])
        for name in ("href", "src", "data"):
            if tag in ("a", "img", "object", "link", "script", "iframe") and values.get(name):
                self.targets.append(values[name])


def read(file):
    links = Links()
    links.feed(file.read_text(errors="replace"))
    return links


def broken(folder):
    """A line for each link that leads nowhere."""
    files = {file.name: read(file) for file in sorted(Path(folder).glob("*.html"))}
    found = []
    for name, links in files.items():
        for target in links.targets:
            if target.startswith(("http:", "https:", "javascript:", "mailto:")):
                continue
            path, _, fragment = target.partition("#")
            path = unquote(path) or name
            if not (Path(folder) / path).exists():
                found.append(f"{name}: {target}: there is no such file")
            elif fragment and path in files and fragment not in files[path].anchors:
                found.append(f"{name}: {target}: there is no such anchor")
    return found
