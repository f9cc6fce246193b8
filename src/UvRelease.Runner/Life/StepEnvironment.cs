using System.Text;

namespace UvRelease.Runner;

/// <summary>Everything a step gets from outside, so that a test can stand in for the machine.</summary>
public sealed record StepEnvironment
{
    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Standard output.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Reads standard input to its end, for secrets of a person at a terminal.</summary>
    public Func<string> ReadInput { get; init; } = () => "";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes tokens that nobody can guess: delimiters of files and ends of stopped commands.</summary>
    public Func<string> NewToken { get; init; } = () => Guid.NewGuid().ToString();

    /// <summary>Folder that paths are relative to outside GitHub Actions.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>True inside GitHub Actions.</summary>
    public bool InActions => Variables.GetValueOrDefault("GITHUB_ACTIONS") == "true";

    /// <summary>Takes everything from the process.</summary>
    public static StepEnvironment OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return new StepEnvironment
        {
            Variables = variables,
            Output = Writer(Console.OpenStandardOutput()),
            Error = Writer(Console.OpenStandardError()),
            ReadInput = () => Console.In.ReadToEnd(),
            CurrentDirectory = Environment.CurrentDirectory,
        };
    }

    // Console.Out asks for the terminal's encoding and for a lock of its own, which costs as much as the rest of a step's start.
    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
