using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>The texts that were given, by input name, and what the giver should be warned about.</summary>
/// <param name="Texts">Trimmed, never empty: GitHub hands over an input that is not set as an empty string.</param>
/// <param name="Warnings">Sentences.</param>
internal sealed record GivenInputs(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<string> Warnings)
{
    // GitHub's are up to 48 KB; a certificate with its chain is as long.
    private const int LongestSecret = 1 << 18;

    /// <summary>A sentence for each secret that can't be read, by input name.</summary>
    public IReadOnlyDictionary<string, string> Unread { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads <c>INPUT_*</c> variables. Names the step does not have are warned about: the runner exports them all the same.</summary>
    public static GivenInputs FromVariables(IReadOnlyList<InputDefinition> inputs, IReadOnlyDictionary<string, string> variables)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (InputDefinition input in inputs)
        {
            if (InputText.Trim(variables.GetValueOrDefault(input.Variable, "")) is { Length: > 0 } text)
                texts[input.Name] = text;
        }

        var warnings = new List<string>();
        foreach (string variable in variables.Keys)
        {
            // with.args and with.entrypoint are the runner's own names; it exports them like inputs.
            if (variable.StartsWith("INPUT_", StringComparison.Ordinal) && variable is not ("INPUT_ARGS" or "INPUT_ENTRYPOINT") && !Has(inputs, variable))
                warnings.Add(Unknown("input", variable["INPUT_".Length..].ToLowerInvariant(), inputs));
        }

        warnings.Sort(StringComparer.Ordinal);
        return new GivenInputs(texts, warnings);
    }

    /// <summary>
    /// Reads <c>--name value</c>, <c>--name=value</c>, and <c>--name</c> alone for true. A list's option may be repeated.
    /// A secret comes from <c>--name-file PATH</c> (<c>-</c> is standard input), because arguments are readable by every process of the machine.
    /// </summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an option is unknown, repeated, without a value, or carries a secret.</exception>
    public static GivenInputs FromArguments(IReadOnlyList<InputDefinition> inputs, IReadOnlyList<string> arguments, Func<string, TextReader> open)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var unread = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || arguments[i].Length == 2)
                throw Wrong($"'{arguments[i]}' is no option; options begin with --. See --help.");
            int equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? arguments[i][2..] : arguments[i][2..equals];
            InputDefinition input = inputs.FirstOrDefault(input => name == OptionName(input)) ?? throw Misnamed(name, inputs);
            string value;
            if (equals >= 0)
                value = arguments[i][(equals + 1)..];
            else if (input.ValueType == typeof(bool))
                value = "true";
            else if (++i < arguments.Count && !arguments[i].StartsWith("--", StringComparison.Ordinal))
                value = arguments[i];
            else
                throw Wrong($"--{name} wants a value. One that begins with -- is written --{name}=--value. See --help.");
            if (input.IsSecret)
            {
                (string? secret, string problem) = ReadSecret(name, value, open);
                if (secret is null)
                    unread.TryAdd(input.Name, problem);
                value = secret ?? "";
            }

            if (!texts.TryAdd(input.Name, value))
                texts[input.Name] = input.IsList ? texts[input.Name] + "\n" + value : throw Wrong($"--{name} is given twice; give it once.");
        }

        return new GivenInputs(
            texts.Select(pair => KeyValuePair.Create(pair.Key, InputText.Trim(pair.Value))).Where(pair => pair.Value.Length > 0).ToDictionary(),
            [])
        {
            Unread = unread,
        };
    }

    /// <summary>Name of the command-line option that gives an input.</summary>
    public static string OptionName(InputDefinition input) => input.IsSecret ? input.Name + "-file" : input.Name;

    // Loops, not LINQ, on the way that every step goes: loading System.Linq and its generics costs 2 ms.
    private static bool Has(IReadOnlyList<InputDefinition> inputs, string variable)
    {
        foreach (InputDefinition input in inputs)
        {
            if (input.Variable == variable)
                return true;
        }

        return false;
    }

    private static (string? Secret, string Problem) ReadSecret(string option, string path, Func<string, TextReader> open)
    {
        try
        {
            using TextReader reader = open(path);
            return (BoundedText.Read(reader, LongestSecret),
                $"--{option} names '{path}', which has more than {LongestSecret} characters. No secret is so long.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"--{option} names '{path}', which can't be read. Give the path of a readable file, or - for standard input.");
        }
    }

    private static ReleaseException Misnamed(string name, IReadOnlyList<InputDefinition> inputs) =>
        inputs.Any(input => input.IsSecret && input.Name == name)
            ? Wrong($"--{name} would show a secret to every process of the machine. Give --{name}-file PATH, or - for standard input.")
            : Wrong(Unknown("option", name, inputs) + " See --help.");

    private static string Unknown(string what, string name, IReadOnlyList<InputDefinition> inputs)
    {
        string shown = new([.. name.Select(c => char.IsControl(c) ? '?' : c)]);
        return $"There is no {what} '{shown}'"
            + (NearestName.Of(shown, inputs.Select(input => input.Name)) is { } nearest ? $"; did you mean '{nearest}'?" : ".");
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
