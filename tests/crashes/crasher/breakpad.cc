// Captures through Breakpad's client, in the process itself. arguments: FOLDER
#include "capture.h"

#include "client/linux/handler/exception_handler.h"

static google_breakpad::ExceptionHandler* handler;

static bool written(const google_breakpad::MinidumpDescriptor&, void*, bool succeeded) { return succeeded; }

void capture(char** arguments) {
  handler = new google_breakpad::ExceptionHandler(google_breakpad::MinidumpDescriptor(arguments[0]), nullptr, written, nullptr, true, -1);
}

void remember(void* memory, size_t size) { handler->RegisterAppMemory(memory, size); }

bool capture_now() { return handler->WriteMinidump(); }
