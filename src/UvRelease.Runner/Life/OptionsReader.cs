using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>Makes a step's options from the texts that were given.</summary>
internal static class OptionsReader
{
    /// <summary>Converts every input and reports all that is wrong at once, so that a workflow is mended in one go.</summary>
    /// <param name="step">The step.</param>
    /// <param name="given">The texts.</param>
    /// <param name="workspace">What paths are relative to.</param>
    /// <param name="warn">Gets a sentence for each wrong input that is left out, because what is asked for does not need it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one sentence for each wrong or missing input.</exception>
    public static object Read(StepDefinition step, GivenInputs given, Workspace workspace, Action<string> warn)
    {
        object options = step.NewOptions();
        var errors = new List<string>();
        foreach (InputDefinition input in step.Inputs)
        {
            if (given.Unread.TryGetValue(input.Name, out string? unread))
            {
                if (IsNeeded(options, input))
                    errors.Add(unread);
                else
                    warn($"{unread} It is not needed for this, and left out.");
                continue;
            }

            if (!given.Texts.TryGetValue(input.Name, out string? text) && (text = input.Default) is not { Length: > 0 })
            {
                if (input.Required)
                    errors.Add($"Input '{input.Name}' is required and was not given. Set it under `with:` of the step that uses {step.Description.Name}, or "
                        + $"give --{GivenInputs.OptionName(input)} at a terminal.");
                else if (input.IsList)
                    options = input.With(options, Array.Empty<string>());
                continue;
            }

            (object? value, string? error) = InputConversion.Convert(input, text, workspace);
            if (error is not null && options is IForgivingOptions forgiving && forgiving.TakesAnyText(input.Name))
            {
                warn($"Input '{input.Name}' {error}. It is replaced by a space.");
                if (InputText.Trim(InputConversion.WithoutControls(text)) is not { Length: > 0 } mended)
                    continue;
                (value, error) = InputConversion.Convert(input, mended, workspace);
            }
            else if (error is not null && !IsNeeded(options, input))
            {
                warn($"Input '{input.Name}' {error}. It is not needed for this, and left out.");
                if (input.Default is not { Length: > 0 } usual)
                    continue;
                (value, error) = InputConversion.Convert(input, usual, workspace);
            }

            if (error is not null)
                errors.Add($"Input '{input.Name}' {error}.");
            else
                options = input.With(options, value);
        }

        return errors.Count == 0 ? options : throw new ReleaseException(Fault.Input, errors);
    }

    private static bool IsNeeded(object options, InputDefinition input) => options is not IForgivingOptions forgiving || forgiving.Needs(input.Name);
}
