namespace UvRelease.Crashes.Signatures;

/// <summary>
/// Which frames say what. Names are normalised; one that ends in <c>*</c> stands for all that begin so. The lists are of what Electron's processes have in
/// their stacks.
/// </summary>
internal static class FrameLists
{
    /// <summary>Modules that say nothing, whatever is called in them.</summary>
    private static readonly string[] SkippedModules = ["linux-gate.so*", "[vdso]", "linux-vdso.so*", "libasan.so*", "libtsan.so*", "libubsan.so*", "crashpad*"];

    /// <summary>Functions that say nothing: how threads begin and how signals arrive.</summary>
    private static readonly string[] IrrelevantFunctions =
    [
        "_start", "__libc_start_main*", "__libc_start_call_main*", "start_thread", "clone", "__clone*", "clone3", "_pthread_start", "thread_start",
        "__restore_rt", "_sigtramp", "__pthread_kill*", "pthread_kill*", "__GI_raise", "gsignal", "raise", "kill", "tgkill", "__kill", "syscall",
        "BaseThreadInitThunk", "RtlUserThreadStart", "KiUserExceptionDispatcher", "RtlDispatchException", "RtlRaiseException", "RaiseException",
        "KiFastSystemCallRet", "_CxxThrowException", "__cxa_rethrow", "__cxa_throw", "_Unwind_*", "__rust_begin_short_backtrace", "rust_begin_unwind",
        "__rust_start_panic", "core::panicking::*", "std::panicking::*", "__assert_fail*", "__abort", "abort_message", "demangling_terminate_handler",
        "std::__terminate", "std::terminate", "__cxxabiv1::*", "google_breakpad::*", "crashpad::*", "__sanitizer::*", "invoke_main", "__scrt_common_main*",
    ];

    /// <summary>Functions that say what happened, but not whose fault it is: the next one is shown too.</summary>
    private static readonly string[] PrefixFunctions =
    [
        "abort", "_abort", "malloc*", "free", "calloc", "realloc", "_int_malloc", "_int_free", "malloc_printerr", "malloc_consolidate", "operator new*",
        "operator delete*", "memcpy*", "memmove*", "memset*", "memcmp*", "memchr*", "__mem*", "strlen*", "strcmp*", "strcpy*", "strncmp*",
        "strncpy*", "strcat*", "strdup*", "strchr*", "strstr*", "__str*", "wcslen*", "wcscpy*", "wcscmp*", "__wcs*", "std::*", "__gnu_cxx::*", "boost::*",
        "absl::*", "fmt::*", "core::*", "alloc::*", "RtlpFreeHeap*", "RtlFreeHeap", "RtlAllocateHeap", "RtlReportCriticalFailure", "HeapFree",
        "NtWaitForSingleObject",
        "__fastfail", "terminate", "_invalid_parameter*", "_purecall", "__cxa_pure_virtual", "objc_msgSend*", "objc_release", "objc_retain",
        "mach_msg*", "__psynch*", "pthread_mutex*", "__pthread_mutex*", "pthread_cond*", "__lll_lock*", "futex*", "__futex*", "poll", "__poll", "ppoll",
        "logging::*", "base::debug::*", "base::ImmediateCrash*", "base::internal::*", "base::RepeatingCallback*", "base::OnceCallback*",
        "base::TerminateBecauseOutOfMemory*", "base::allocator::*", "allocator_shim::*", "partition_alloc::*", "scoped_refptr*", "blink::ThreadState::*",
        "cppgc::*", "V8_Fatal*", "v8::base::*", "v8::internal::V8::FatalProcessOutOfMemory*", "v8::Utils::*", "v8::internal::Heap::FatalProcessOutOfMemory*",
        "node::Abort*", "node::OnFatalError*",
        "node::OOMErrorHandler*", "node::Assert*", "Napi::Error::*", "napi_fatal_error",
    ];

    /// <summary>Whether a module says nothing.</summary>
    public static bool IsSkipped(string? module) => module is not null && Has(SkippedModules, module);

    /// <summary>Whether a function says nothing.</summary>
    public static bool IsIrrelevant(string function) => Has(IrrelevantFunctions, function);

    /// <summary>Whether the function below it is to be shown too.</summary>
    public static bool IsPrefix(string function) => Has(PrefixFunctions, function);

    private static bool Has(string[] patterns, string name) => Array.Exists(
        patterns,
        pattern => pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : name == pattern);
}
