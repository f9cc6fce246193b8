using System.Text;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>
/// The files by which a step hands values to later steps. Outside GitHub Actions (no such files) outputs are printed as <c>name=value</c>
/// lines, and variables, paths and state have nobody to take them.
/// </summary>
public sealed class RunnerFiles
{
    private readonly StepEnvironment environment;
    private readonly SecretMask mask;

    internal RunnerFiles(StepEnvironment environment, SecretMask mask) => (this.environment, this.mask) = (environment, mask);

    /// <summary>Sets an output of the step.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the value holds a secret; GitHub would drop it between jobs without a word.</exception>
    /// <exception cref="ArgumentException">The name can't be written, or the value holds a NUL character.</exception>
    public void SetOutput(string name, string value)
    {
        if (mask.Hides(value))
            throw new ReleaseException(Fault.Refused,
                $"The output '{name}' holds the text of a secret, and GitHub would drop it without a word. Use a secret that occurs in no other text.");
        Put(name, value);
    }

    /// <summary>Sets an environment variable for the steps that follow in the job.</summary>
    /// <exception cref="ArgumentException">
    /// The name can't be written or is NODE_OPTIONS, which the runner refuses; or the value is longer than a variable may be
    /// (<see cref="ChildProcess.LongestValue"/>), so that no later step could start. Hand such a value over in a file.
    /// </exception>
    public void ExportVariable(string name, string value)
    {
        if (string.Equals(name, "NODE_OPTIONS", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("The runner refuses NODE_OPTIONS.", nameof(name));
        if (!Fits(name, value))
            throw new ArgumentException($"'{name}' is longer than an environment variable may be; hand it over in a file.", nameof(value));
        Append("GITHUB_ENV", KeyValueEntry.Format(name, value, Delimiter()));
    }

    /// <summary>Keeps a value for the action's post step.</summary>
    public void SaveState(string name, string value) => Append("GITHUB_STATE", KeyValueEntry.Format(name, value, Delimiter()));

    /// <summary>Reads a value that the action's earlier step kept; empty when there is none.</summary>
    public string GetState(string name) => environment.Variables.GetValueOrDefault("STATE_" + name, "");

    /// <summary>Puts a folder in front of PATH for the steps that follow in the job.</summary>
    /// <exception cref="ArgumentException">The path holds a line end or a NUL character.</exception>
    public void AddPath(string path)
    {
        if (path.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException("A path with a line end or a NUL character can't be handed over.", nameof(path));
        Append("GITHUB_PATH", path + "\n");
    }

    /// <summary>True when a value can be handed on in an environment variable, as a later step's input is.</summary>
    public static bool Fits(string name, string value) =>
        Encoding.UTF8.GetByteCount("INPUT_=") + Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) < ChildProcess.LongestValue;

    /// <summary>Sets the output that every step has. Its words are ours, so a secret that is spelt like a part of one is no reason to hold it back.</summary>
    internal void SetResult(string result) => Put(Output.Result.Name, result);

    private void Put(string name, string value)
    {
        if (!Append("GITHUB_OUTPUT", KeyValueEntry.Format(name, value, Delimiter())))
            environment.Output.Write($"{name}={value.ReplaceLineEndings("%0A")}\n");
    }

    private string Delimiter() => "ghadelimiter_" + environment.NewToken();

    private bool Append(string variable, string text)
    {
        if (environment.Variables.GetValueOrDefault(variable, "") is not { Length: > 0 } file)
            return false;

        // Half a surrogate pair (a text that was cut) becomes U+FFFD, as Node.js has it; File.AppendAllText would throw.
        File.AppendAllBytes(file, Encoding.UTF8.GetBytes(text));
        return true;
    }
}
