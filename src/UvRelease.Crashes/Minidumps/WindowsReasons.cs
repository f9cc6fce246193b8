namespace UvRelease.Crashes.Minidumps;

/// <summary>Exceptions of Windows: winnt.h, ntstatus.h.</summary>
internal static class WindowsReasons
{
    private const uint AccessViolation = 0xc0000005;
    private const uint InPageError = 0xc0000006;
    private const uint StackBufferOverrun = 0xc0000409;

    private static readonly Dictionary<uint, string> Exceptions = new()
    {
        [0x40010005] = "DBG_CONTROL_C",
        [0x80000001] = "EXCEPTION_GUARD_PAGE",
        [0x80000002] = "EXCEPTION_DATATYPE_MISALIGNMENT",
        [0x80000003] = "EXCEPTION_BREAKPOINT",
        [0x80000004] = "EXCEPTION_SINGLE_STEP",
        [0xc0000008] = "EXCEPTION_INVALID_HANDLE",
        [0xc000001d] = "EXCEPTION_ILLEGAL_INSTRUCTION",
        [0xc0000025] = "EXCEPTION_NONCONTINUABLE_EXCEPTION",
        [0xc0000026] = "EXCEPTION_INVALID_DISPOSITION",
        [0xc000008c] = "EXCEPTION_BOUNDS_EXCEEDED",
        [0xc000008d] = "EXCEPTION_FLT_DENORMAL_OPERAND",
        [0xc000008e] = "EXCEPTION_FLT_DIVIDE_BY_ZERO",
        [0xc000008f] = "EXCEPTION_FLT_INEXACT_RESULT",
        [0xc0000090] = "EXCEPTION_FLT_INVALID_OPERATION",
        [0xc0000091] = "EXCEPTION_FLT_OVERFLOW",
        [0xc0000092] = "EXCEPTION_FLT_STACK_CHECK",
        [0xc0000093] = "EXCEPTION_FLT_UNDERFLOW",
        [0xc0000094] = "EXCEPTION_INT_DIVIDE_BY_ZERO",
        [0xc0000095] = "EXCEPTION_INT_OVERFLOW",
        [0xc0000096] = "EXCEPTION_PRIV_INSTRUCTION",
        [0xc00000fd] = "EXCEPTION_STACK_OVERFLOW",
        [0xc00000ff] = "EXCEPTION_BAD_FUNCTION_TABLE",
        [0xc0000194] = "EXCEPTION_POSSIBLE_DEADLOCK",
        [0xc0000374] = "EXCEPTION_HEAP_CORRUPTION",
        [0xe0000008] = "Out of Memory",
        [0xe06d7363] = "Unhandled C++ Exception",
        [0x0517a7ed] = "Simulated Exception",
    };

    // FAST_FAIL_* by number; those that are empty are not used.
    private static readonly string[] FastFails =
    [
        "", "VTGUARD_CHECK_FAILURE", "STACK_COOKIE_CHECK_FAILURE", "CORRUPT_LIST_ENTRY", "INCORRECT_STACK", "INVALID_ARG", "GS_COOKIE_INIT", "FATAL_APP_EXIT",
            "RANGE_CHECK_FAILURE", "UNSAFE_REGISTRY_ACCESS", "GUARD_ICALL_CHECK_FAILURE", "GUARD_WRITE_CHECK_FAILURE", "INVALID_FIBER_SWITCH",
            "INVALID_SET_OF_CONTEXT", "INVALID_REFERENCE_COUNT", "", "", "", "INVALID_JUMP_BUFFER", "MRDATA_MODIFIED", "CERTIFICATION_FAILURE",
            "INVALID_EXCEPTION_CHAIN", "CRYPTO_LIBRARY", "INVALID_CALL_IN_DLL_CALLOUT", "INVALID_IMAGE_BASE", "DLOAD_PROTECTION_FAILURE",
            "UNSAFE_EXTENSION_CALL", "DEPRECATED_SERVICE_INVOKED", "INVALID_BUFFER_ACCESS", "INVALID_BALANCED_TREE", "INVALID_NEXT_THREAD",
            "GUARD_ICALL_CHECK_SUPPRESSED", "APCS_DISABLED", "INVALID_IDLE_STATE", "MRDATA_PROTECTION_FAILURE", "UNEXPECTED_HEAP_EXCEPTION",
            "INVALID_LOCK_STATE", "GUARD_JUMPTABLE", "INVALID_LONGJUMP_TARGET", "INVALID_DISPATCH_CONTEXT", "INVALID_THREAD", "INVALID_SYSCALL_NUMBER",
            "INVALID_FILE_OPERATION", "LPAC_ACCESS_DENIED", "GUARD_SS_FAILURE", "LOADER_CONTINUITY_FAILURE", "GUARD_EXPORT_SUPPRESSION_FAILURE",
            "INVALID_CONTROL_STACK", "SET_CONTEXT_DENIED", "INVALID_IAT", "HEAP_METADATA_CORRUPTION", "PAYLOAD_RESTRICTION_VIOLATION",
            "LOW_LABEL_ACCESS_DENIED", "ENCLAVE_CALL_FAILURE", "UNHANDLED_LSS_EXCEPTON", "ADMINLESS_ACCESS_DENIED", "UNEXPECTED_CALL",
            "CONTROL_INVALID_RETURN_ADDRESS", "UNEXPECTED_HOST_BEHAVIOR", "FLAGS_CORRUPTION", "VEH_CORRUPTION", "ETW_CORRUPTION", "RIO_ABORT", "INVALID_PFN",
            "GUARD_ICALL_CHECK_FAILURE_XFG", "CAST_GUARD", "HOST_VISIBILITY_CHANGE", "KERNEL_CET_SHADOW_STACK_ASSIST", "PATCH_CALLBACK_FAILED",
            "NTDLL_PATCH_FAILED", "INVALID_FLS_DATA",
    ];

    public static string? Text(MinidumpException exception) => exception.Code switch
    {
        AccessViolation => "EXCEPTION_ACCESS_VIOLATION" + Access(exception),
        InPageError => "EXCEPTION_IN_PAGE_ERROR" + Access(exception) + Status(exception),
        StackBufferOverrun => FastFail(exception),
        _ => Exceptions.GetValueOrDefault(exception.Code),
    };

    /// <summary>The address that was touched, where Windows says so; else that of the instruction.</summary>
    public static ulong Address(MinidumpException exception) =>
        exception is { Code: AccessViolation or InPageError, Parameters.Count: >= 2 } ? exception.Parameters[1] : exception.Address;

    private static string Access(MinidumpException exception) => (exception.Parameters.Count > 0 ? exception.Parameters[0] : ulong.MaxValue) switch
    {
        0 => "_READ",
        1 => "_WRITE",
        8 => "_EXEC",
        _ => "",
    };

    // The name of the status is not looked up: there are two thousand.
    private static string Status(MinidumpException exception) =>
        exception.Parameters.Count >= 3 ? " / " + CrashReason.Hexadecimal((uint)exception.Parameters[2]) : "";

    private static string FastFail(MinidumpException exception)
    {
        ulong number = exception.Parameters.Count > 0 ? exception.Parameters[0] : 0;
        return number < (ulong)FastFails.Length && FastFails[number] is { Length: > 0 } name ? "FAST_FAIL_" + name : "EXCEPTION_STACK_BUFFER_OVERRUN";
    }
}
