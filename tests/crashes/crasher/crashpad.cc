// Captures through Crashpad's handler, started when the process crashes; and what Crashpad reads of a module: annotations and memory to keep.
// arguments: HANDLER DATABASE URL
#include "capture.h"
#include "secrets.h"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct __attribute__((packed)) ExceptionInformation {
  uint64_t signal, context;
  int32_t thread;
};

struct __attribute__((packed)) SanitizationInformation {
  uint64_t annotations, module, memory;
  uint8_t stacks;
};

struct Entry {
  char key[256], value[256];
};

struct Range {
  uint64_t base, size;
};

// crashpad/client/annotation.h, annotation_list.h
struct Annotation {
  Annotation* next;
  const char* name;
  void* value;
  uint32_t size;
  uint16_t type;
  bool guarded;
  uint8_t guard;
};

struct AnnotationList {
  const Annotation* tail_pointer;
  Annotation head, tail;
};

static Entry dictionary[64];
static Range ranges[64];
static char list_value[] = "list-value";
static AnnotationList list = {&list.tail, {&list.tail, nullptr, nullptr, 0, 0, false, 0}, {nullptr, nullptr, nullptr, 0, 0, false, 0}};
static Annotation listed = {&list.tail, "listed", list_value, sizeof list_value - 1, 1, false, 0};

// crashpad/client/crashpad_info.h, version 1
struct CrashpadInfo {
  uint32_t signature, size, version, indirect_cap, padding;
  uint8_t handler_behavior, forwarding, gather_indirect, padding_1;
  Range* ranges;
  Entry* dictionary;
  void* streams;
  AnnotationList* list;
};

extern "C" {
__attribute__((visibility("hidden"), used)) CrashpadInfo crashpad_info_of_this = {
    0x43506164, sizeof(CrashpadInfo), 1, 0, 0, 0, 0, 0, 0, ranges, dictionary, nullptr, &list};
}

// The note that the handler finds it by (crashpad/client/crashpad_info_note.S).
asm(R"(
  .pushsection .note.crashpad.info,"a",%note
  .balign 4
  .long 9, 8, 0x4f464e49
  .asciz "Crashpad"
  .balign 4
0:.quad crashpad_info_of_this - 0b
  .popsection
)");

static char handler[512], database[512], url[512], exception[64], sanitized[64], secret[64];
static bool sanitize;
static ExceptionInformation information;
static SanitizationInformation sanitization = {0, 0, 0, 1};

static void handle(int, siginfo_t* signal, void* context) {
  information = {reinterpret_cast<uint64_t>(signal), reinterpret_cast<uint64_t>(context), static_cast<int32_t>(syscall(SYS_gettid))};
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  snprintf(exception, sizeof exception, "--trace-parent-with-exception=%p", static_cast<void*>(&information));
  snprintf(sanitized, sizeof sanitized, "--sanitization-information=%p", static_cast<void*>(&sanitization));
  pid_t child = fork();
  if (child == 0) {
    const char* arguments[] = {handler, database, url, "--no-rate-limit", "--annotation=prod=Demo", "--annotation=ver=1.2.3", secret, exception,
                               sanitize ? sanitized : nullptr, nullptr};
    execv(handler, const_cast<char**>(arguments));
    _exit(127);
  }
  waitpid(child, nullptr, 0);
  _exit(99);
}

void capture(char** arguments) {
  snprintf(handler, sizeof handler, "%s", arguments[0]);
  snprintf(database, sizeof database, "--database=%s", arguments[1]);
  snprintf(url, sizeof url, "--url=%s", arguments[2]);
  snprintf(secret, sizeof secret, "--annotation=note=%s", ANNOTATION_SECRET);
  for (char** one = arguments + 3; *one; one++) {
    sanitize |= strcmp(*one, "sanitize") == 0;
    if (strcmp(*one, "gather") == 0) crashpad_info_of_this.gather_indirect = 1, crashpad_info_of_this.indirect_cap = 256 * 1024;
  }
  strcpy(dictionary[0].key, "origin");
  strcpy(dictionary[0].value, MODULE_ANNOTATION_SECRET);
  list.head.next = &listed;
  struct sigaction action{};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigaction(one, &action, nullptr);
}

void remember(void* memory, size_t size) { ranges[0] = {reinterpret_cast<uint64_t>(memory), size}; }

bool capture_now() { return false; }
