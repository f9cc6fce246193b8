#pragma once

#include <cstddef>

// Installs what writes a minidump when this process crashes: crashpad.cc, breakpad.cc or self.cc.
void capture(char** arguments);

// Memory that the minidump should hold beside the stacks.
void remember(void* memory, size_t size);

// Writes a minidump although nothing crashed; false where this way of capturing can't.
bool capture_now();
