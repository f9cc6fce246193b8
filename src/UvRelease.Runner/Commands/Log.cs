using System.Text;

namespace UvRelease.Runner;

/// <summary>What a step says while it runs: workflow commands inside GitHub Actions, plain lines at a terminal. Secrets never get through.</summary>
public sealed class Log : IProgress<string>
{
    private readonly TextWriter writer;
    private readonly SecretMask mask;
    private readonly Func<string> newToken;
    private readonly bool inActions;
    private readonly bool debugging;
    private readonly Lock gate = new();

    internal Log(StepEnvironment environment, SecretMask mask)
    {
        (this.mask, inActions, newToken) = (mask, environment.InActions, environment.NewToken);
        debugging = environment.Variables.GetValueOrDefault("RUNNER_DEBUG") == "1";

        // At a terminal standard output is for outputs alone.
        writer = inActions ? environment.Output : environment.Error;
        Annotations = new AnnotationLimit(this);
    }

    /// <summary>Findings of this step, shown within the runner's limit of ten a kind.</summary>
    internal AnnotationLimit Annotations { get; }

    /// <summary>Registers a secret before anything else is printed: the runner learns every derived form too.</summary>
    /// <exception cref="IOException">The runner can't be told.</exception>
    public void Mask(string secret)
    {
        foreach (string form in mask.Add(secret))
        {
            if (inActions)
                WriteLines(WorkflowCommand.Format("add-mask", form));
        }
    }

    /// <summary>Prints lines. Text that the runner would take for a command is printed as text.</summary>
    public void Info(string text)
    {
        string shown = Shown(text);
        if (!inActions || !WorkflowCommand.IsIn(shown))
        {
            Write(shown);
            return;
        }

        // The token ends the stop, so it must not be in the text itself.
        string token = newToken();
        while (shown.Contains(token, StringComparison.OrdinalIgnoreCase))
            token = newToken();
        Write($"::stop-commands::{token}\n{shown}\n::{token}::");
    }

    /// <summary>
    /// Prints lines only where debug logging is on: the runner shows them under the secret ACTIONS_STEP_DEBUG, a terminal under RUNNER_DEBUG=1.
    /// </summary>
    public void Debug(string text)
    {
        string shown = Shown(text);
        if (inActions)
            Write(WorkflowCommand.Format("debug", shown));
        else if (debugging)
            Write(shown);
    }

    /// <summary>Shows a finding.</summary>
    public void Annotate(Annotation annotation) => Annotations.Add(annotation);

    /// <summary>Shows a warning.</summary>
    public void Warning(string message, Location? at = null) => Annotate(new Annotation(Severity.Warning, message, at));

    /// <summary>Folds what is printed until the result is disposed under a title.</summary>
    public IDisposable Group(string title)
    {
        string shown = Shown(title);
        Write(inActions ? WorkflowCommand.Format("group", shown) : shown);
        return new GroupEnd(this);
    }

    void IProgress<string>.Report(string value) => Info(value);

    internal void WriteAnnotation(Annotation annotation)
    {
        Annotation shown = annotation with
        {
            Message = Shown(annotation.Message),
            Title = annotation.Title is null ? null : Shown(annotation.Title),
            At = annotation.At is null ? null : annotation.At with { File = Shown(annotation.At.File) },
        };
        Write(inActions ? shown.ToCommand() : shown.ToString());
    }

    private string Shown(string text) => Visible(mask.Apply(text));

    // A log that is closed or full changes no outcome (ARCHITECTURE.md, law 8); and there is nobody left to tell.
    private void Write(string lines)
    {
        try
        {
            WriteLines(lines);
        }
        catch (IOException)
        {
        }
    }

    // Whole lines under a lock: two threads must not mix a command into another's text.
    private void WriteLines(string lines)
    {
        lock (gate)
        {
            writer.Write(lines + "\n");
            writer.Flush();
        }
    }

    // A terminal obeys control characters; a reader of a log should see them instead.
    private static string Visible(string text)
    {
        if (!HasControl(text))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (char c in text.ReplaceLineEndings("\n"))
            visible.Append(c is '\n' or '\t' || !char.IsControl(c) ? c : c < ' ' ? (char)('\u2400' + c) : '\ufffd');
        return visible.ToString();
    }

    // No LINQ here: see GivenInputs.
    private static bool HasControl(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) && c is not ('\n' or '\t'))
                return true;
        }

        return false;
    }

    private sealed class GroupEnd(Log log) : IDisposable
    {
        public void Dispose()
        {
            if (log.inActions)
                log.Write("::endgroup::");
        }
    }
}
