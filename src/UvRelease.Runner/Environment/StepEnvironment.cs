using UvRelease.Posix;

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

    /// <summary>Opens standard input, for secrets of a person at a terminal.</summary>
    public Func<TextReader> Input { get; init; } = () => TextReader.Null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes tokens that nobody can guess: delimiters of files and ends of stopped commands.</summary>
    public Func<string> NewToken { get; init; } = RandomToken;

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
            Output = new StandardWriter(StandardStream.Output),
            Error = new StandardWriter(StandardStream.Error),
            Input = () => Console.In,
            CurrentDirectory = Environment.CurrentDirectory,
        };
    }

    // A random UUID as Guid.ToString has it, digit by digit, because that is compiled at each start (2 ms), as is Convert.ToHexString.
    private static string RandomToken()
    {
        const string hexadecimal = "0123456789abcdef";
        Span<char> text = stackalloc char[36];
        int at = 0;
        foreach (byte b in Guid.NewGuid().ToByteArray(bigEndian: true))
        {
            if (at is 8 or 13 or 18 or 23)
                text[at++] = '-';
            text[at++] = hexadecimal[b >> 4];
            text[at++] = hexadecimal[b & 15];
        }

        return text.ToString();
    }
}
