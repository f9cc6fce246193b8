namespace UvRelease.Releases.Yaml;

/// <summary>A part of a YAML file, with the place it is at.</summary>
/// <param name="file">File, relative to the workspace.</param>
/// <param name="line">Line, from 1.</param>
/// <param name="column">Column, from 1.</param>
public abstract class YamlNode(string file, int line, int column)
{
    /// <summary>Line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>Where it is in the document, such as <c>changelog.sections[0].title</c>; empty for the root.</summary>
    public string Path { get; internal set; } = "";

    /// <summary>What it is, for a sentence: text, number, true or false, nothing, list, mapping.</summary>
    public abstract string What { get; }

    internal string File { get; } = file;

    /// <summary>An error at this place. <paramref name="problem"/> follows the node's path in the message.</summary>
    public ReleaseException Wrong(string problem) =>
        new(Fault.Input, $"{(Path.Length == 0 ? "The document" : $"'{Path}'")} {problem}") { File = File, Line = Line, Column = Column };
}

/// <summary>A text, number, truth value or nothing; which one is decided by the core schema (YAML 1.2 §10.3.2).</summary>
public sealed class YamlScalar : YamlNode
{
    internal YamlScalar(string file, int line, int column, string text, bool plain)
        : base(file, line, column) => (Text, Kind) = (text, plain ? ScalarKinds.Of(text) : ScalarKind.Text);

    /// <summary>As written, quotes and folds resolved.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string What => Kind switch
    {
        ScalarKind.Nothing => "nothing",
        ScalarKind.Flag => "true or false",
        ScalarKind.Number => "a number",
        _ => "text",
    };

    internal ScalarKind Kind { get; }
}

/// <summary>A list.</summary>
public sealed class YamlSequence : YamlNode
{
    internal YamlSequence(string file, int line, int column)
        : base(file, line, column)
    {
    }

    /// <summary>Its items, in order.</summary>
    public IReadOnlyList<YamlNode> Items => Values;

    /// <inheritdoc/>
    public override string What => "a list";

    internal List<YamlNode> Values { get; } = [];
}
