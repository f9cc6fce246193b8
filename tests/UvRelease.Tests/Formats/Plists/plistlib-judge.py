"""Judges property lists by Python's plistlib: a JSON list of {value, xml, sortedXml, binary, sortedBinary} in, of {problems, xml, binary} out; files in base64."""
import base64
import datetime
import json
import math
import plistlib
import struct
import sys


class Real(float):
    """Spelt as CoreFoundation does; plistlib alone writes repr."""

    def __repr__(self):
        if math.isnan(self):
            return "nan"
        if math.isinf(self):
            return "+infinity" if self > 0 else "-infinity"
        return "0.0" if self == 0 else "%.17g" % self


def value_of(node):
    kind, content = node
    if kind == "dict":
        return {key: value_of(value) for key, value in content}
    if kind == "array":
        return [value_of(value) for value in content]
    if kind == "integer":
        return int(content)
    if kind == "real":
        return Real(struct.unpack(">d", bytes.fromhex(content))[0])
    if kind == "date":
        return datetime.datetime(2001, 1, 1) + datetime.timedelta(microseconds=int(content))
    if kind == "data":
        return base64.b64decode(content)
    return plistlib.UID(content) if kind == "uid" else content


def same(left, right):
    if isinstance(left, dict):
        return isinstance(right, dict) and list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(same(*pair) for pair in zip(left, right))
    if isinstance(left, float):
        return isinstance(right, float) and struct.pack(">d", left) == struct.pack(">d", right)
    return type(left) is type(right) and left == right


def judge(case):
    value = value_of(case["value"])
    answer = {"problems": []}
    for name, format in (("xml", plistlib.FMT_XML), ("binary", plistlib.FMT_BINARY)):
        if case[name] is None:
            answer[name] = None
            continue
        for sort_keys in (False, True):
            written = base64.b64decode(case["sorted" + name.capitalize() if sort_keys else name])
            own = plistlib.dumps(value, fmt=format, sort_keys=sort_keys)
            if own != written:
                answer["problems"].append(f"{name}, sort_keys={sort_keys}: {written!r} and plistlib writes {own!r}")
            if not sort_keys and not same(value, plistlib.loads(written)):
                answer["problems"].append(f"{name}: plistlib reads {plistlib.loads(written)!r} and not {value!r}")
        # Spelt as plistlib does where nobody asks for another way.
        answer[name] = base64.b64encode(plistlib.dumps(plain(value), fmt=format, sort_keys=False)).decode()
    return answer


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Real) else value


json.dump([judge(case) for case in json.load(sys.stdin)], sys.stdout)
