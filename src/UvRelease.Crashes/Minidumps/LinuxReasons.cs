namespace UvRelease.Crashes.Minidumps;

/// <summary>Signals of Linux and their codes: signal.h, siginfo.h.</summary>
internal static class LinuxReasons
{
    private const uint DumpRequested = 0xFFFFFFFF;

    // By number, from 1.
    private static readonly string[] Signals =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL / ", "SIGTRAP", "SIGABRT", "SIGBUS / ", "SIGFPE / ", "SIGKILL", "SIGUSR1", "SIGSEGV /", "SIGUSR2",
            "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ",
            "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    private static readonly Dictionary<uint, string[]> Codes = new()
    {
        [4] = ["ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP", "ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK"],
        [7] = ["BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"],
        [8] = ["FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB"],
        [11] =
        [
            "SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR", "SEGV_ACCADI", "SEGV_ADIDERR", "SEGV_ADIPERR", "SEGV_MTEAERR", "SEGV_MTESERR",
        ],
    };

    public static string? Text(uint signal, uint code)
    {
        if (signal == DumpRequested)
            return "DUMP_REQUESTED";
        if (signal == 0 || signal > Signals.Length)
            return null;
        string name = Signals[signal - 1];
        if (!Codes.TryGetValue(signal, out string[]? codes))
            return name;
        return name + (code >= 1 && code <= codes.Length ? codes[code - 1] : CrashReason.Hexadecimal(code));
    }
}
