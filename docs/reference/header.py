"""A public header as Doxygen reads it: what a program can use of it, and its contract as the file's documentation.

Line for line it is the header, and the calls that macros make are added at its end.
"""

import re

import contract
import forms

# A comment that begins so says that a program has no use for what follows.
HIDDEN = re.compile(r"^( *)/// (?:Not a call|The library's own)", flags=re.MULTILINE)


def blank(text):
    return "\n" * text.count("\n")


def behind_brackets(text, at):
    """Where the bracket that opens at `at` is closed, and one further."""
    depth = 0
    while True:
        if text[at] in "<({[":
            depth += 1
        elif text[at] in ")}]" or (text[at] == ">" and text[at - 1] not in "-="):
            depth -= 1
        at += 1
        if depth == 0:
            return at


def without_hidden(text):
    while match := HIDDEN.search(text):
        at = text.index("\n", match.end())
        while text[at + 1 :].lstrip(" ").startswith("//"):
            at = text.index("\n", at + 1)
        while text[at] not in ";{":
            at = behind_brackets(text, at) if text[at] in "<(" else at + 1
        end = behind_brackets(text, at) if text[at] == "{" else at + 1
        text = text[: match.start()] + blank(text[match.start() : end]) + text[end:]
    return text


def without_conditions(text):
    """Without what is in a list of template parameters only to choose among overloads."""
    at = 0
    while (at := text.find("template <", at)) >= 0:
        begin = at + len("template ")
        end = behind_brackets(text, begin)
        parameters, depth, word = [], 0, ""
        for character in text[begin + 1 : end - 1]:
            depth += (character in "<(") - (character in ">)")
            if character == "," and depth == 0:
                parameters.append(word)
                word = ""
            else:
                word += character
        parameters.append(word)
        kept = [each for each in parameters if not re.match(r"\s*(class( =.*)?$|std::enable_if_t<)", each, re.DOTALL)]
        shown = ",".join(kept).lstrip()
        shown = f"<{shown}>" if kept else ""
        lost = blank(text[begin:end])[shown.count("\n") :]
        text = text[:at] + (f"template {shown}" if kept else "") + lost + text[end:]
        at += len("template ")
    return text


def without_details(text):
    text = re.sub(r"^(namespace detail \{.*?^\}  // namespace detail)$", lambda m: blank(m[0]), text, flags=re.M | re.S)
    text = re.sub(r"^inline namespace SIGNOPT_ABI \{$|^\}  // namespace SIGNOPT_ABI$", "", text, flags=re.M)
    # Deduction guides.
    text = re.sub(r"^template <[^;{]*?>\n\w+\([^;{]*?\)\n? *-> [^;]*;", lambda m: blank(m[0]), text, flags=re.M)
    # What macros are defined for is that text.
    text = re.sub(r"^#define \w+ .*\n(?=#include .*\.inl)", "\n", text, flags=re.M)
    text = re.sub(r"^ private:\n.*?(?=^\};)", lambda m: blank(m[0]), text, flags=re.M | re.S)
    text = with_comments_of_overloads(without_conditions(without_hidden(text)))
    # A std::vector whose functions belong to the code that they were compiled with.
    text = text.replace("detail::own_vector<", "std::vector<")
    text = re.sub(r"^(using \w+ =) detail::[^;]*;", r"\1 unspecified;", text, flags=re.M)
    return re.sub(r"^(inline constexpr bool \w+) = detail::[^;]*;", r"\1;", text, flags=re.M)


DECLARATION = re.compile(r" {0,2}(?:template|[A-Za-z\[])")
NAME = re.compile(r"(operator[^\s(]+|\w+)\(")


def with_comments_of_overloads(text):
    """In lines without a gap, a comment is that of all overloads of what it stands before."""
    lines = text.split("\n")
    comments, comment = {}, []
    is_behind_template = False
    for i, line in enumerate(lines):
        stripped = line.lstrip(" ")
        if not stripped:
            comments, comment = {}, []
        elif stripped.startswith("/// "):
            comment.append(stripped[4:])
        elif DECLARATION.match(line) and not re.match(r" *template .*;$|.*:$", line):
            is_template = stripped.startswith("template ")
            declarator = lines[i + 1] if is_template else line
            name = NAME.search(declarator)
            if name and comment:
                comments[name[1]] = comment
            elif name and name[1] in comments and not is_behind_template and "///<" not in line:
                indent = line[: len(line) - len(stripped)]
                lines[i] = f"{indent}/** @brief {' '.join(comments[name[1]])} */ {stripped}"
            if not is_template:
                comment = []
            is_behind_template = is_template
    return "\n".join(lines)


def without_forms_of(text, rules):
    """Without the declaration on which a rule's header hangs the comment for its calls."""
    for rule in rules:
        signature = rf"template <[^;]*?>\ndetail::result_of_step<Var, M> apply_{rule.name}\([^;]*;"
        text = re.sub(rf"(?:^///[^\n]*\n)+{signature}", lambda m: blank(m[0]), text, flags=re.M)
    return text


def undocumented_types(shown):
    """Doxygen has no warning for these: (line, name) of each type without a comment."""
    found = []
    last = ""  # of the lines before, but for those of templates
    for number, line in enumerate(shown.split("\n"), 1):
        stripped = line.strip()
        type_of_line = re.match(r" {0,2}(?:struct|class|enum)(?: class)? ([\w:]+(?:<.*?>(?= |$))?)", line)
        if type_of_line and not stripped.endswith(";") or (type_of_line and "{" in stripped):
            if not last.startswith("///") and "///<" not in line:
                found.append((number, type_of_line[1]))
        if not stripped.startswith("template <"):
            last = stripped
    return found


def has_contract(text):
    return bool(re.match(r"(//.*\n)+#pragma once\n", text))


def converted(name, text, rules):
    head, _, body = text.partition("#pragma once\n")
    lines = [line[3:] for line in head.splitlines()]
    body = body.replace("the top of this header", name)
    declared = forms.declared_in(name, lines, rules, text)
    body = without_details(without_forms_of(body, rules))
    shown = [*contract.documented(lines), "/// @file", *body.splitlines()]
    if declared:
        shown += ["namespace signopt {", *declared, "}"]
    return "\n".join(shown) + "\n"
