// Captures without help: the process writes a minidump of its crashed thread itself. For programs of other processors that run under an emulator, which no
// handler can look into. arguments: FILE. Build ids and registers as Breakpad's client writes them (minidump_format.h, minidump_cpu_arm64.h).
#include "capture.h"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <link.h>
#include <pthread.h>
#include <string>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef __aarch64__
#error "the registers here are arm64's"
#endif

static char path[512], program[512];
static std::string file;
static uintptr_t stack_end; // of the main thread

template <typename T> static void put(T value) { file.append(reinterpret_cast<const char*>(&value), sizeof value); }

template <typename T> static void put_at(size_t at, T value) { memcpy(&file[at], &value, sizeof value); }

static void align() { file.resize((file.size() + 7) & ~size_t{7}); }

static uint32_t put_name(const char* name) {
  align();
  uint32_t at = static_cast<uint32_t>(file.size());
  put(static_cast<uint32_t>(strlen(name) * 2));
  for (; *name; name++) put(static_cast<uint16_t>(static_cast<unsigned char>(*name)));
  put(uint16_t{0});
  return at;
}

struct Module {
  uint64_t base, size;
  std::string name, build_id;
};

static int find(dl_phdr_info* info, size_t, void* argument) {
  Module module{~uint64_t{0}, 0, info->dlpi_name, ""};
  uint64_t end = 0;
  for (int one = 0; one < info->dlpi_phnum; one++) {
    const auto& header = info->dlpi_phdr[one];
    uint64_t start = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD) {
      module.base = std::min(module.base, start & ~uint64_t{4095});
      end = std::max(end, start + header.p_memsz);
    }
    if (header.p_type != PT_NOTE) continue;
    for (uint64_t at = start; at + 12 <= start + header.p_memsz;) {
      const auto* note = reinterpret_cast<const Elf64_Nhdr*>(at);
      uint64_t bytes = at + sizeof *note + ((note->n_namesz + 3) & ~3U);
      if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4) module.build_id.assign(reinterpret_cast<const char*>(bytes), note->n_descsz);
      at = bytes + ((note->n_descsz + 3) & ~3U);
    }
  }
  module.size = (end - module.base + 4095) & ~uint64_t{4095};
  if (module.name.empty()) module.name = program;
  if (!module.build_id.empty()) static_cast<std::string*>(argument)->append(reinterpret_cast<const char*>(new Module*(new Module(module))), sizeof(Module*));
  return 0;
}

static uint32_t put_context(const ucontext_t* context) {
  align();
  uint32_t at = static_cast<uint32_t>(file.size());
  put(uint32_t{0x00400003});
  put(static_cast<uint32_t>(context->uc_mcontext.pstate));
  for (auto value : context->uc_mcontext.regs) put(static_cast<uint64_t>(value));
  put(static_cast<uint64_t>(context->uc_mcontext.sp));
  put(static_cast<uint64_t>(context->uc_mcontext.pc));
  file.resize(at + 912);
  return at;
}

static void handle(int number, siginfo_t* signal, void* argument) {
  const auto* context = static_cast<const ucontext_t*>(argument);
  const uint32_t thread = static_cast<uint32_t>(syscall(SYS_gettid));
  uint64_t sp = context->uc_mcontext.sp & ~uint64_t{15}, end = stack_end;
  pthread_attr_t attributes;
  void* low;
  size_t size;
  if (static_cast<uint32_t>(getpid()) != thread && pthread_getattr_np(pthread_self(), &attributes) == 0 && pthread_attr_getstack(&attributes, &low, &size) == 0)
    end = reinterpret_cast<uint64_t>(low) + size;

  file.clear();
  put(uint32_t{0x504d444d}), put(uint32_t{0xa793}), put(uint32_t{4}), put(uint32_t{32}), put(uint64_t{0}), put(uint64_t{0});
  file.resize(32 + 4 * 12);
  auto stream = [entry = size_t{32}](uint32_t type, size_t at) mutable {
    put_at(entry, type), put_at(entry + 4, static_cast<uint32_t>(file.size() - at)), put_at(entry + 8, static_cast<uint32_t>(at));
    entry += 12;
  };
  uint32_t context_at = put_context(context);
  align();
  uint32_t stack_at = static_cast<uint32_t>(file.size());
  file.append(reinterpret_cast<const char*>(sp), end - sp);
  uint32_t version_at = put_name("an emulator");

  align();
  size_t at = file.size();
  put(uint16_t{12}), put(uint16_t{8}), put(uint16_t{0}), put(uint8_t{1}), put(uint8_t{0}), put(uint32_t{6}), put(uint32_t{1}), put(uint32_t{0});
  put(uint32_t{0x8201}), put(version_at), put(uint32_t{0});
  file.resize(at + 56);
  stream(7, at);

  at = file.size();
  put(uint32_t{1}), put(uint32_t{0}), put(thread), put(uint32_t{0}), put(uint32_t{0}), put(uint32_t{0}), put(uint64_t{0}), put(sp);
  put(static_cast<uint32_t>(end - sp)), put(stack_at), put(uint32_t{912}), put(context_at);
  stream(3, at);

  std::string modules;
  dl_iterate_phdr(find, &modules);
  size_t count = modules.size() / sizeof(Module*);
  align();
  at = file.size();
  file.resize(at + 4 + count * 108);
  put_at(at, static_cast<uint32_t>(count));
  stream(4, at);
  for (size_t one = 0; one < count; one++) {
    Module* module;
    memcpy(&module, &modules[one * sizeof module], sizeof module);
    size_t entry = at + 4 + one * 108;
    put_at(entry, module->base), put_at(entry + 8, static_cast<uint32_t>(module->size));
    put_at(entry + 20, put_name(module->name.c_str()));
    put_at(entry + 76, static_cast<uint32_t>(4 + module->build_id.size())), put_at(entry + 80, static_cast<uint32_t>(file.size()));
    put(uint32_t{0x4270454c});
    file += module->build_id;
  }

  align();
  at = file.size();
  put(thread), put(uint32_t{0}), put(static_cast<uint32_t>(number)), put(static_cast<uint32_t>(signal->si_code)), put(uint64_t{0});
  put(reinterpret_cast<uint64_t>(signal->si_addr));
  file.resize(at + 160);
  put(uint32_t{912}), put(context_at);
  stream(6, at);

  FILE* output = fopen(path, "wb");
  fwrite(file.data(), 1, file.size(), output);
  fclose(output);
  _exit(99);
}

void capture(char** arguments) {
  snprintf(path, sizeof path, "%s", arguments[0]);
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length > 0 ? length : 0] = 0;
  pthread_attr_t attributes;
  void* low;
  size_t size;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &low, &size);
  stack_end = reinterpret_cast<uintptr_t>(low) + size;
  struct sigaction action{};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigaction(one, &action, nullptr);
}

void remember(void*, size_t) {}

bool capture_now() { return false; }
