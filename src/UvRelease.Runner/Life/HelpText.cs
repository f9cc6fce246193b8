using System.Text;

namespace UvRelease.Runner;

/// <summary>What <c>--help</c> prints; made from the same declarations that inputs are read by.</summary>
internal static class HelpText
{
    public static string Of(StepDescription step, IReadOnlyList<InputDefinition> inputs)
    {
        var text = new StringBuilder();
        text.Append($"{step.Name}: {step.Summary}\n\nUsage: {step.Name} [options]\n       {step.Name} {StepHost.FromInputs}\n\nOptions:\n");
        foreach (InputDefinition input in inputs)
        {
            text.Append($"  --{GivenInputs.OptionName(input)} {Placeholder(input)}".TrimEnd()).Append(input.Required ? " (required)\n" : "\n");
            Wrap(text, input.Description);
            if (input.Default is { Length: > 0 } standard)
                Wrap(text, "Default: " + standard);
        }

        text.Append($"  {StepHost.FromInputs}\n");
        Wrap(text, "Take the inputs from INPUT_* variables, as GitHub Actions hands them over, and no other option.");
        text.Append("  --help\n      Show this text.\n\nOutputs:\n");
        AppendOutput(text, Output.Result);
        foreach (Output output in step.Outputs)
            AppendOutput(text, output);
        return text.Append("\nExit codes: 0 done or skipped, 1 refused, 2 wrong input, 3 environment or network, 4 incomplete history, 70 a bug, 128 + n "
            + "ended by signal n.\n").ToString();
    }

    private static void AppendOutput(StringBuilder text, Output output)
    {
        text.Append($"  {output.Name}\n");
        Wrap(text, output.Description);
    }

    private static string Placeholder(InputDefinition input) => input.ValueType switch
    {
        { IsEnum: true } => string.Join('|', input.Allowed),
        var type when type == typeof(bool) => "",
        var type when type == typeof(int) => "NUMBER",
        var type when type == typeof(TimeSpan) => "DURATION",
        var type when type == typeof(Releases.Percentage) => "PERCENT",
        var type when type == typeof(WorkspacePath) || type == typeof(Secret) => "PATH",
        _ when input.IsList => "ENTRY (may be repeated)",
        _ => "TEXT",
    };

    private static void Wrap(StringBuilder text, string paragraph)
    {
        const int width = 100;
        const string indent = "      ";
        var line = new StringBuilder(indent);
        foreach (string word in paragraph.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(indent);
            }

            line.Append(line.Length > indent.Length ? " " : "").Append(word);
        }

        text.Append(line).Append('\n');
    }
}
