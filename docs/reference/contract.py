"""The contract at the top of a header, as Doxygen reads it.

A contract is plain text with a layout of its own: paragraphs, code that stands four columns in, and terms with what is
said of them in a second column. Each line of it becomes one line of a documenting comment, so that Doxygen's warnings
name the lines of the header.
"""

import re

LEAST_CODE_INDENT = 4
LONGEST_HEADING = 100

TERM_AND_TEXT = re.compile(r"( *)(\S.*?) {2,}(\S.*)")
LEAD = re.compile(r"([A-Z]\w*(?:, [a-z]+)?):(?= )")
LOOKS_LIKE_CPP = re.compile(r";(?=$|  )|::", flags=re.MULTILINE)
PAGE = re.compile(r"\bdocs/(\w+)\.md\b")


def indent_of(line):
    return len(line) - len(line.lstrip(" "))


def escaped(text):
    """What is text to a reader is text to Doxygen; what stands between backticks is code."""
    parts = text.split("`")
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"([\\@#%])", r"\\\1", parts[i])
        parts[i] = parts[i].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("*", "\\*")
        parts[i] = PAGE.sub(r'<a href="\1.html">\g<0></a>', parts[i])
    return "`".join(parts)


class Converter:
    """Reads lines from first to last, and has one converted line for each."""

    def __init__(self, lines):
        self.lines = lines
        self.converted = []
        self.open_tags = []  # of HTML, outermost first
        self.is_code = False
        self.column = None  # where the text behind terms begins, in this run of lines
        self.kind = ""  # of the line before: blank, paragraph, inner (a paragraph in a section), text, item

    def convert(self):
        for self.at, line in enumerate(self.lines):
            self.take(line)
        self.end_code()
        self.close(0)
        return self.converted

    def next_line(self):
        return self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""

    # --- what is open -------------------------------------------------------------------------------------------------

    def close(self, depth):
        while len(self.open_tags) > depth:
            self.add_to_last(f"</{self.open_tags.pop()}>")

    def add_to_last(self, text):
        self.converted[-1] += (" " if self.converted[-1] else "") + text

    def open(self, *tags):
        self.open_tags += tags
        return "".join(f"<{tag}>" for tag in tags)

    def end_code(self):
        if self.is_code:
            self.add_to_last("@endcode")
            self.is_code = False

    # --- lines --------------------------------------------------------------------------------------------------------

    def take(self, line):
        if not line:
            self.take_blank()
        elif self.is_code_line(line):
            self.take_code(line)
        elif self.is_code and self.is_table:
            self.converted.append(line)
        else:
            if self.is_code:
                self.end_code()
            self.take_text(line)

    def take_blank(self):
        self.column = None
        self.kind = "blank"
        if self.is_code:
            # One block of code goes on behind a line without any.
            if not self.is_table and indent_of(self.next_line()) >= LEAST_CODE_INDENT:
                self.converted.append("")
                return
            self.converted.append("@endcode")
            self.is_code = False
            return
        self.close(0)
        self.converted.append("")

    def is_code_line(self, line):
        if self.is_code:
            return not self.is_table and indent_of(line) >= LEAST_CODE_INDENT
        return indent_of(line) >= LEAST_CODE_INDENT and self.kind in ("", "blank", "paragraph")

    def take_code(self, line):
        if not self.is_code:
            self.begin_code(self.lines[self.at :], is_table=False)
        self.converted.append(line[LEAST_CODE_INDENT:])

    def begin_code(self, rest, is_table):
        block = []
        for line in rest:
            if (is_table and not line) or (line and not is_table and indent_of(line) < LEAST_CODE_INDENT):
                break
            block.append(line)
        is_cpp = not is_table and LOOKS_LIKE_CPP.search("\n".join(block))
        self.close(0)
        self.add_to_last("@code{.cpp}" if is_cpp else "@code{.unparsed}")
        self.is_code = True
        self.is_table = is_table

    def take_text(self, line):
        indent = indent_of(line)
        term = self.term_of(line)
        if term and re.search(r"\S {3,}\S", term[1]):  # three columns
            self.begin_code(self.lines[self.at :], is_table=True)
            self.converted.append(line)
        elif line.lstrip().startswith("- ") and not term:
            self.take_item(line)
        elif term and (indent < LEAST_CODE_INDENT):
            self.take_term(*term)
        elif indent == 0:
            self.take_paragraph(line)
        elif indent < LEAST_CODE_INDENT:
            self.take_inner(line)
        elif self.kind == "text" and self.column and indent < self.column and "dd" in self.open_tags:
            # A term of two lines, whose text is in the first.
            self.converted.append("")
            at = max(i for i, text in enumerate(self.converted) if "</dt>" in text)
            self.converted[at] = self.converted[at].replace("</dt>", " " + escaped(line.strip()) + "</dt>")
        else:
            self.converted.append(escaped(line.strip()))

    # --- what a line is -----------------------------------------------------------------------------------------------

    def term_of(self, line):
        """(term, text) of a line that has both, or a term whose text comes on the next line."""
        indent = indent_of(line)
        following = indent_of(self.next_line())
        match = TERM_AND_TEXT.fullmatch(line)
        if match and not match[2].startswith("- ") and indent < LEAST_CODE_INDENT:
            column = match.start(3)
            if indent > 0 or following == column or self.column == column:
                self.column = column
                return match[2], match[3]
        if not self.column and indent and following > LEAST_CODE_INDENT and self.kind != "inner":
            self.column = following
            return line.strip(), ""
        column = self.column
        if column and indent < LEAST_CODE_INDENT < column and len(line) > column:
            # As wide as its column, so that one space is left.
            word = line[indent : column - 1]
            if line[column - 1] == " " and line[column] != " " and word and " " not in word:
                return word, line[column:]
        if column and following == column and indent < LEAST_CODE_INDENT and self.kind != "paragraph":
            return line.strip(), ""
        return None

    def take_term(self, term, text):
        end = "dl" in self.open_tags
        if end:
            self.close(self.open_tags.index("dl") + 1)
            begin = ""
        else:
            self.close(0)
            begin = self.open("dl")
        begin += f"<dt>{escaped(term)}</dt>" + self.open("dd")
        self.converted.append(begin + escaped(text))
        self.kind = "text"

    def take_item(self, line):
        if "ul" in self.open_tags:
            self.close(self.open_tags.index("ul") + 1)
            begin = ""
        else:
            begin = self.open("ul")
        self.converted.append(begin + self.open("li") + escaped(line.strip()[2:]))
        self.kind = "item"

    def take_paragraph(self, line):
        is_new = self.kind != "paragraph"
        lead = LEAD.match(line)
        self.close(0)
        title = re.fullmatch(r"-+ (.*) -+", line)
        following = self.next_line()
        is_heading = 0 < indent_of(following) < LEAST_CODE_INDENT and len(line) <= LONGEST_HEADING and line[-1] != "."
        if title or (is_new and is_heading):
            level = "h2" if title else "h3"
            self.converted.append(f"<{level}>{escaped(title[1] if title else line)}</{level}>")
            self.kind = "heading"
            return
        begin = "<p>" if lead or (is_new and self.kind not in ("", "blank")) else ""
        if lead:
            begin += f"<b>{escaped(lead[1])}:</b>"
            line = line[lead.end() :]
        self.converted.append(begin + escaped(line))
        self.kind = "paragraph"

    def take_inner(self, line):
        following = self.next_line().lstrip()
        if following.startswith("- ") and indent_of(self.next_line()) > indent_of(line):
            self.close(0)
            self.converted.append(f"<p><b>{escaped(line.strip())}</b></p>")
            self.kind = "heading"
            return
        begin = "" if self.kind == "inner" else "<p>"
        if self.kind != "inner":
            self.close(0)
        self.converted.append(begin + escaped(line.strip()))
        self.kind = "inner"


def documented(lines):
    """The lines of a contract, without the slashes, as those of a documenting comment."""
    return [f"/// {line}".rstrip() for line in Converter(lines).convert()]
