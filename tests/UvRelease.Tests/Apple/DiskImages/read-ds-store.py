# Reads a .DS_Store by the description of Wim Lewis (DSStoreFormat.pod) and prints its records, one a line; refuses one whose blocks overlap or have gaps.
import json, plistlib, struct, sys

data = open(sys.argv[1], 'rb').read()
mark, magic, info, size, again = struct.unpack('>I4sIII', data[:20])
assert (mark, magic, info) == (1, b'Bud1', again), 'no .DS_Store'
body = data[4:]
at = info


def number():
    global at
    at += 4
    return struct.unpack('>I', body[at - 4:at])[0]


count, _ = number(), number()
blocks = [number() for _ in range((count + 255) // 256 * 256)][:count]
tree = None
for _ in range(number()):
    length = body[at]
    name = body[at + 1:at + 1 + length]
    at += 1 + length
    block = number()
    tree = block if name == b'DSDB' else tree
taken = [(block & ~31, 1 << (block & 31)) for block in blocks] + [(0, 32)]
for width in range(32):
    taken += [(number(), 1 << width) for _ in range(number())]
assert at <= info + size, 'the lists are longer than their block'
end = 0
for offset, length in sorted(taken):
    assert offset == end and offset % length == 0, f'a gap or overlap at {end}: {offset}'
    end += length
assert end == 1 << 31, end


def block(number):
    offset, width = blocks[number] & ~31, 1 << (blocks[number] & 31)
    return body[offset:offset + width]


def records(number, height):
    page = block(number)
    last, count = struct.unpack('>II', page[:8])
    assert (last != 0) == (height > 0), 'a leaf at the wrong height'
    here = 8
    for _ in range(count):
        if last:
            yield from records(struct.unpack('>I', page[here:here + 4])[0], height - 1)
            here += 4
        length = struct.unpack('>I', page[here:here + 4])[0]
        name = page[here + 4:here + 4 + 2 * length].decode('utf-16-be')
        here += 4 + 2 * length
        field, kind = page[here:here + 4].decode(), page[here + 4:here + 8].decode()
        assert kind == 'blob', kind
        size = struct.unpack('>I', page[here + 8:here + 12])[0]
        value = page[here + 12:here + 12 + size]
        here += 12 + size
        yield name, field, value
    if last:
        yield from records(last, height - 1)


root, height, expected, nodes, page_size = struct.unpack('>IIIII', block(tree)[:20])
assert page_size == 4096
found = list(records(root, height))
assert len(found) == expected, (len(found), expected)
assert nodes == len(blocks) - 2 or len(sys.argv) > 2, (nodes, len(blocks))
for name, field, value in found:
    if field in ('bwsp', 'icvp'):
        shown = {key: item.hex() if isinstance(item, bytes) else item for key, item in plistlib.loads(value).items()}
    elif field == 'Iloc':
        shown = struct.unpack('>II', value[:8])
    else:
        shown = value.hex()
    print(json.dumps([name, field, shown], sort_keys=True))
