// The crasher for Windows, without a C library and without an SDK: it writes a minidump of itself. usage: crasher.exe FILE
using DWORD = unsigned long;
using BOOL = int;
using HANDLE = void*;
struct ExceptionPointers;
#pragma pack(push, 4) // as dbghelp.h has it
struct ExceptionInformation {
  DWORD thread;
  ExceptionPointers* pointers;
  BOOL client;
};
#pragma pack(pop)

extern "C" {
__declspec(dllimport) HANDLE CreateFileA(const char*, DWORD, DWORD, void*, DWORD, DWORD, HANDLE);
__declspec(dllimport) BOOL CloseHandle(HANDLE);
__declspec(dllimport) HANDLE GetCurrentProcess();
__declspec(dllimport) DWORD GetCurrentProcessId();
__declspec(dllimport) DWORD GetCurrentThreadId();
__declspec(dllimport) void ExitProcess(unsigned);
__declspec(dllimport) void* SetUnhandledExceptionFilter(long (*)(ExceptionPointers*));
__declspec(dllimport) char* GetCommandLineA();
__declspec(dllimport) BOOL MiniDumpWriteDump(HANDLE, DWORD, HANDLE, int, ExceptionInformation*, void*, void*);
int _fltused;
}

static long handle(ExceptionPointers* pointers) {
  const char* path = GetCommandLineA();
  for (const char* one = path; *one; one++)
    if (*one == ' ') path = one + 1;
  HANDLE file = CreateFileA(path, 0x40000000, 0, nullptr, 2, 0x80, nullptr);
  ExceptionInformation information{GetCurrentThreadId(), pointers, 0};
  BOOL written = MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), file, 0, &information, nullptr, nullptr);
  CloseHandle(file);
  ExitProcess(written ? 99 : 1);
  return 1;
}

namespace demo {
struct Widget {
  __declspec(noinline) int render(int depth) {
    volatile char title[64];
    const char secret[] = "stack-secret-c93e50d817";
    for (int one = 0; one < sizeof secret; one++) title[one] = secret[one];
    if (depth > 0) return render(depth - 1) + title[0];
    return *static_cast<volatile int*>(nullptr) + title[1];
  }
};
} // namespace demo

static volatile int sink;

__declspec(noinline) static int run(int depth) {
  demo::Widget widget;
  return widget.render(depth) + sink;
}

extern "C" void entry() {
  SetUnhandledExceptionFilter(handle);
  sink = run(3);
  ExitProcess(0);
}
