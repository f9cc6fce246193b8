namespace UvRelease.Releases;

/// <summary>Who must act after an error; each has an exit code of its own (see docs/exit-codes.md).</summary>
public enum Fault
{
    /// <summary>The step did its work and says no: a failed check, a closed gate.</summary>
    Refused,

    /// <summary>An input or a file given by the caller is wrong.</summary>
    Input,

    /// <summary>Something around the step is missing or broken: a repository, a tool, a permission, the network.</summary>
    Environment,

    /// <summary>The history at hand is a part of the real one (a shallow clone), and the answer would be a guess.</summary>
    IncompleteHistory,
}

/// <summary>
/// An error that its reader can mend. The message is sentences: what is wrong, where, and how to mend it. Names and texts of others may be in it as
/// they are: what a reader can't see, or what reorders what he sees, is made visible here (<see cref="MarkdownText.Visible(string)"/>).
/// </summary>
public sealed class ReleaseException : Exception
{
    /// <summary>One thing is wrong.</summary>
    public ReleaseException(Fault fault, string message, Exception? inner = null)
        : base(MarkdownText.Visible(message), inner) => Fault = fault;

    /// <summary>Several things are wrong, each on a line of its own.</summary>
    public ReleaseException(Fault fault, IEnumerable<string> messages)
        : base(string.Join('\n', messages.Select(MarkdownText.Visible))) => Fault = fault;

    /// <summary>Who must act.</summary>
    public Fault Fault { get; }

    /// <summary>File the error is in, relative to the workspace; null where there is none.</summary>
    public string? File { get; init; }

    /// <summary>Line in <see cref="File"/>, counted from 1; null where there is none.</summary>
    public int? Line { get; init; }

    /// <summary>Column in <see cref="Line"/>, counted from 1; null where there is none.</summary>
    public int? Column { get; init; }
}
