"""Leaves out requests that a service written in JavaScript may refuse whatever the document says.

A property named __proto__ would become the prototype of an object that is copied, so parsers refuse it.
"""

import schemathesis


def has_forbidden_name(value):
    if isinstance(value, dict):
        return "__proto__" in value or any(has_forbidden_name(member) for member in value.values())
    return isinstance(value, list) and any(has_forbidden_name(item) for item in value)


@schemathesis.hook
def filter_case(context, case):
    return not any(has_forbidden_name(part) for part in (case.body, case.query))
