namespace UvRelease.Posix;

/// <summary>A program to start: never through a shell, each argument handed over as it is.</summary>
/// <param name="Program">Name looked up in the PATH of <see cref="Environment"/> and nowhere else, or a path, relative to
/// <see cref="WorkingDirectory"/>.</param>
/// <param name="Arguments">One entry an argument. Never a secret: arguments are readable by every process of the machine.</param>
public sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The child's whole environment; nothing of ours is inherited beside it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Folder the child starts in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The user it runs as; null for this process's own.</summary>
    public ChildUser? User { get; init; }

    /// <summary>Text for the child's standard input; null gives it an empty one.</summary>
    public string? StandardInput { get; init; }

    /// <summary>How long a child may take to end after SIGTERM before it and its children are killed.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>How a child ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
/// <param name="Output">Its standard output as UTF-8, invalid bytes replaced; empty where a reader took the stream.</param>
/// <param name="Error">The last 64 KiB of its standard error as UTF-8.</param>
public sealed record ChildResult(int ExitCode, string Output, string Error);

/// <summary>The program could not be started at all: not installed, not executable, or its environment is over the kernel's limit.</summary>
public sealed class ChildStartException(string message, Exception? inner = null) : Exception(message, inner);
