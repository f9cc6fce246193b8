using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>Exit codes of every step; a step ended by signal n exits with 128 + n.</summary>
public enum ExitCode
{
    /// <summary>Done, or skipped.</summary>
    Done = 0,

    /// <summary>The step's own refusal: a failed check, a closed gate.</summary>
    Refused = 1,

    /// <summary>An input, or a file given by the caller, is wrong.</summary>
    WrongInput = 2,

    /// <summary>Something around the step is missing or broken: a repository, a tool, a permission, the network.</summary>
    Environment = 3,

    /// <summary>The history at hand is a part of the real one: nothing is guessed from it.</summary>
    IncompleteHistory = 4,

    /// <summary>A bug in uv-release (EX_SOFTWARE of sysexits.h).</summary>
    Bug = 70,
}

internal static class ExitCodes
{
    public static ExitCode Of(Fault fault) => fault switch
    {
        Fault.Refused => ExitCode.Refused,
        Fault.Input => ExitCode.WrongInput,
        Fault.Environment => ExitCode.Environment,
        Fault.IncompleteHistory => ExitCode.IncompleteHistory,
        _ => ExitCode.Bug,
    };
}
