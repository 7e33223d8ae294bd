"""The calls that macros make of each rule, written out.

include/signopt/detail/call/forms.inl has them as a compiler needs them. For a reader they stand in the contracts, with
R for the rule and Scalars for its hyper-parameters: these are the signatures here, for each rule.
"""

import re


class Rule:
    """A rule by its name and its scalars, as detail/rules/NAME_names.inl has them."""

    def __init__(self, names_file, header):
        text = names_file.read_text()
        self.name = re.search(r"#define SIGNOPT_RULE (\w+)", text)[1]
        self.scalars = re.findall(r"each\((\w+)\)", text.split("SIGNOPT_SCALARS(each)")[1])
        self.title = re.match(r"// (\w+) on Eigen objects", header.read_text())[1]

    def types(self):
        return ", ".join(f"class {camel_case(scalar)}" for scalar in self.scalars)

    def parameters(self):
        return ", ".join(f"const {camel_case(scalar)}& {scalar}" for scalar in self.scalars)


def camel_case(name):
    return "".join(word.capitalize() for word in name.split("_"))


def rules(include):
    return [
        Rule(file, include / f"apply_{file.name.replace('_names.inl', '.hpp')}")
        for file in sorted((include / "detail/rules").glob("*_names.inl"))
    ]


def signatures(contract):
    """Those of templates in the code of a contract, each in one line."""
    return [
        " ".join(found[0].split())
        for found in re.finditer(r"template <.*?\)(?= *;)", "\n".join(contract), flags=re.DOTALL)
        if found[0].count("template") == 1
    ]


def of_rule(signature, rule):
    return (
        signature.replace("apply_R", f"apply_{rule.name}")
        .replace("R_settings", f"{rule.name}_settings")
        .replace("class... Scalars", rule.types())
        .replace("const Scalars&... scalars", rule.parameters())
    )


def of_other_rule(signature, written_for, rule):
    """A signature that a contract has for one rule, for another one."""
    return (
        signature.replace(f"apply_{written_for.name}", f"apply_{rule.name}")
        .replace(f"{written_for.name}_settings", f"{rule.name}_settings")
        .replace(written_for.types(), rule.types())
        .replace(written_for.parameters(), rule.parameters())
    )


def on_executor(signature):
    with_type = re.sub(r"^template <((?:class \w+ = void, )*)", r"template <\1class Executor, ", signature)
    return re.sub(r"(\bapply_\w+\()", r"\1Executor&& executor, ", with_type)


def documented(comment, signature):
    return [f"/// {comment}", f"{signature};"]


def same(signature):
    by_name = " with the hyper-parameters by name (settings.hpp)" if "_settings&" in signature else ""
    return f"The same{by_name}"


def one_form(first_comment, first, second):
    """Two signatures, with scalars and with settings, and both once more on an executor."""
    lines = documented(first_comment, first) if first_comment else [f"{first};"]
    lines += documented(f"{same(second)}.", second)
    for signature in (first, second):
        lines += documented(f"{same(signature)}, on an executor (execution.hpp).", on_executor(signature))
    return lines


def type_of(rule):
    settings = f"{rule.name}_settings"
    return [
        f"/// {rule.title} as a type: the Rule of an optimizer object (optimizer.hpp).",
        f"struct {rule.name} {{",
        f"  using call_settings = {settings};  ///< of a call (settings.hpp)",
        f"  using settings = group_settings<{settings}>;  ///< of a group of tensors (group_settings.hpp)",
        "};",
    ]


def for_lists_and_pointers(contract, rule, what):
    first, second = (of_rule(signature, rule) for signature in signatures(contract))
    contract_of = "pointer.hpp" if "_n(" in first else "multi_tensor.hpp"
    comment = f"One {rule.title} step {what}: see {contract_of}. The formula is in apply_{rule.name}.hpp."
    return one_form(comment, first, second)


def of_device_memory(contract, rule, written_for):
    first, second = (of_other_rule(signature, written_for, rule) for signature in signatures(contract))
    comment = f"One {rule.title} step on memory of the device, asynchronous: see ascend.hpp."
    return documented(comment, first) + documented(f"{same(second)}.", second)


def declared_in(header, contract, all_rules, text):
    """The lines of declarations that belong to a header, in namespace signopt."""
    if header == "pointer.hpp":
        return [line for rule in all_rules for line in for_lists_and_pointers(contract, rule, "on n elements")]
    if header == "multi_tensor.hpp":
        return [line for rule in all_rules for line in for_lists_and_pointers(contract, rule, "on many tensors")]
    if header == "ascend.hpp":
        included = [rule for rule in all_rules if f"rules/{rule.name}_names.inl" in text]
        written_for = next(rule for rule in included if f"apply_{rule.name}_async(" in "\n".join(contract))
        lines = [line for rule in included for line in of_device_memory(contract, rule, written_for)]
        return ["namespace ascend {", *lines, "}"]
    for rule in all_rules:
        if header == f"apply_{rule.name}.hpp":
            first, second = signatures(contract)
            comment = re.search(r"((?:///[^\n]*\n)+)template <[^;]*\bapply_" + rule.name, text)[1]
            return type_of(rule) + comment.splitlines() + one_form("", first, second)
    return []
