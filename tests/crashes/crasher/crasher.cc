// Crashes in one way of many, below a chain of calls that the tests know: main, run, Scene::draw, Widget::render.
// usage: crasher SCENARIO ARGUMENTS-OF-THE-CAPTURE… [--token=…]
#include "capture.h"
#include "secrets.h"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#define KEEP __attribute__((noinline, noclone))
#define INLINE __attribute__((always_inline)) inline

static std::string scenario;
static volatile int sink;

namespace demo {

struct Style {
  int* color;
  INLINE int blend(int depth) const { return *color + depth; } // the crash: color is null
};

struct Widget {
  char secret[32];
  Style style;

  INLINE int paint(int depth) const {
    int sum = 0;
    for (int step = 0; step <= depth; step++) sum += style.blend(step);
    return sum;
  }

  KEEP int render(int depth) {
    char title[48];
    char16_t wide[32];
    strcpy(title, STACK_SECRET);
    memcpy(wide, WIDE_STACK_SECRET, sizeof WIDE_STACK_SECRET);
    asm volatile("" : : "r"(title), "r"(wide) : "memory");
    int sum = depth > 0 ? render(depth - 1) : fail();
    asm volatile("" : : "r"(title), "r"(wide) : "memory");
    return sum + 1;
  }

  KEEP int fail();
};

template <typename T> struct Scene {
  T* widget;
  KEEP int draw(int depth) { return widget->render(depth) + sink; }
};

KEEP static int exhaust(int depth) {
  volatile char room[512];
  room[0] = static_cast<char>(depth);
  return exhaust(depth + 1) + room[0];
}

KEEP static void smash(uintptr_t with) {
  // The saved frame pointer and return address of this function, and what its caller kept.
  uintptr_t* words = static_cast<uintptr_t*>(__builtin_frame_address(0));
  for (int word = 0; word < 24; word++) words[word] = with + word * 16;
  *reinterpret_cast<volatile int*>(16) = 1;
}

static int compare(const void*, const void*) {
  *reinterpret_cast<volatile int*>(8) = 1;
  return 0;
}

KEEP int Widget::fail() {
  const bool is_dump = scenario == "dump";
  if (is_dump) return capture_now() ? 0 : 1;
  if (scenario == "abort") abort();
  if (scenario == "trap") __builtin_trap();
  if (scenario == "raise") { raise(SIGSEGV); return 0; }
  if (scenario == "divide") { raise(SIGFPE); return 0; }
  if (scenario == "overflow") return exhaust(0);
  if (scenario == "smash") { smash(0x4141414141414141); return 0; }
  if (scenario == "smash-low") { smash(0x20); return 0; }
  if (scenario == "wild-call") return reinterpret_cast<int (*)()>(uintptr_t{0x10})() + 1;
  if (scenario == "far-call") return reinterpret_cast<int (*)()>(uintptr_t{0x5a5a5a5a5a5a5a5a})() + 1;
  if (scenario == "far-write") return *reinterpret_cast<volatile int*>(uintptr_t{0x5a5a5a5a5a5a5a5a}) = 1;
  if (scenario == "read-only") return *const_cast<volatile char*>("constant") = 1;
  if (scenario == "bus") {
    int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    return *static_cast<volatile int*>(mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0));
  }
  if (scenario == "callback") { int two[2] = {1, 2}; qsort(two, 2, sizeof(int), compare); return two[0]; }
  return paint(2);
}

} // namespace demo

KEEP static int run(int depth) {
  auto* widget = new demo::Widget();
  strcpy(widget->secret, HEAP_SECRET);
  remember(widget, sizeof *widget);
  demo::Scene<demo::Widget> scene{widget};
  return scene.draw(depth) + sink;
}

static void* worker(void* argument) {
  const char* name = static_cast<const char*>(argument);
  pthread_setname_np(pthread_self(), name);
  // A crash on a small stack of its own, as the signal handler must have where the stack is used up.
  static char room[65536];
  stack_t alternate{};
  alternate.ss_sp = room, alternate.ss_size = sizeof room;
  if (strcmp(name, "render-thread") == 0) {
    sigaltstack(&alternate, nullptr);
    sink = run(3);
  }
  pause();
  return nullptr;
}

static pthread_t start(const char* name) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 128 * 1024);
  pthread_create(&thread, &attributes, worker, const_cast<char*>(name));
  return thread;
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  scenario = argv[1];
  capture(argv + 2);
  start("io-thread");
  start("naïve|thread");
  usleep(50000); // so that they have their names and wait
  const bool on_thread = scenario == "thread" || scenario == "overflow";
  if (on_thread) pthread_join(start("render-thread"), nullptr);
  return run(scenario == "recursion" ? 250 : 3) == 0;
}
