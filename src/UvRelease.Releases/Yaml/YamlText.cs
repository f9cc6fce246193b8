using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace UvRelease.Releases.Yaml;

/// <summary>
/// Reads a YAML document into nodes through YamlDotNet's event parser: no reflection, no types of the document's choosing. A file of settings needs
/// no anchors, aliases, tags or several documents, so these are refused; with them go the attacks that live of them (billion laughs).
/// </summary>
public static class YamlText
{
    /// <summary>Greatest length of a document, in UTF-16 units.</summary>
    public const int LongestDocument = 256 * 1024;

    private const int DeepestNesting = 16;
    private const int MostNodes = 20_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the bytes of a file: UTF-8, with or without a byte order mark.</summary>
    /// <inheritdoc cref="Parse(string, string, int)"/>
    public static YamlMapping Parse(ReadOnlySpan<byte> bytes, string file) => Parse(Decode(bytes, file), file);

    /// <summary>Reads a document whose root is a mapping.</summary>
    /// <param name="text">The document.</param>
    /// <param name="file">File it came from, relative to the workspace, for errors.</param>
    /// <param name="firstLine">Line of the file that the document begins at.</param>
    /// <returns>An empty mapping for an empty document.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with file, line and column: no YAML, or more of YAML than settings need.</exception>
    public static YamlMapping Parse(string text, string file, int firstLine = 1)
    {
        if (text.Length > LongestDocument)
            throw new ReleaseException(Fault.Input, $"{file} has {text.Length} characters and may have {LongestDocument}. Shorten it.") { File = file };
        YamlNode root;
        try
        {
            root = new Reading(new Parser(new StringReader(text)), file, firstLine - 1).Document();
        }
        catch (YamlException e)
        {
            throw new ReleaseException(Fault.Input, $"{file} is no valid YAML: {Reason(e)}", e)
            {
                File = file,
                Line = firstLine - 1 + Math.Max(1, Whole(e.Start.Line)),
                Column = Math.Max(1, Whole(e.Start.Column)),
            };
        }
        catch (Exception e) when (
            e is ArgumentException or InvalidOperationException or IndexOutOfRangeException or OverflowException or FormatException or NullReferenceException)
        {
            // YamlDotNet's scanner has let such through for broken input; it is the document's fault all the same.
            const string remedy = "Check its quotes, brackets and indentation.";
            throw new ReleaseException(Fault.Input, $"{file} is no valid YAML. {remedy}", e) { File = file, Line = firstLine };
        }

        return root switch
        {
            YamlMapping mapping => mapping,
            YamlScalar { Kind: ScalarKind.Nothing } => new YamlMapping(file, firstLine, 1),
            _ => throw root.Wrong($"is {root.What} and must be a mapping of keys to values."),
        };
    }

    /// <summary>The text of a file: UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no UTF-8.</exception>
    internal static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        try
        {
            return StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"{file} is no UTF-8 text: byte {e.Index} can't be read. Save it as UTF-8.", e) { File = file };
        }
    }

    private static int Whole(long number) => (int)Math.Min(number, int.MaxValue);

    private static string Reason(YamlException e)
    {
        var printable = new StringBuilder();
        foreach (char c in e.Message.AsSpan(0, Math.Min(e.Message.Length, 300)))
            printable.Append(char.IsControl(c) ? ' ' : c);
        return printable.ToString();
    }

    private sealed class Reading(Parser parser, string file, int linesAbove)
    {
        private int nodes;

        internal YamlNode Document()
        {
            Next<StreamStart>();
            if (!parser.MoveNext() || parser.Current is StreamEnd)
                return new YamlScalar(file, linesAbove + 1, 1, "", plain: true);
            _ = parser.Current as DocumentStart ?? throw Wrong("is no YAML document.");
            parser.MoveNext();
            YamlNode root = Node(1, "");
            Next<DocumentEnd>();
            return parser.MoveNext() && parser.Current is StreamEnd ? root : throw Wrong("begins a second document. Keep one.");
        }

        private YamlNode Node(int depth, string path)
        {
            if (++nodes > MostNodes)
                throw Wrong($"is more than {MostNodes} values. Shorten the file.");
            if (depth > DeepestNesting)
                throw Wrong($"is nested deeper than {DeepestNesting} levels. Flatten it.");
            if (parser.Current is AnchorAlias)
                throw Wrong("is an alias (*name), which is not supported here. Write the value out.");
            if (parser.Current is NodeEvent { Anchor.IsEmpty: false })
                throw Wrong("has an anchor (&name), which is not supported here. Remove it and write the value out.");
            if (parser.Current is NodeEvent { Tag.IsEmpty: false })
                throw Wrong("has a tag (!name), which is not supported here. Remove it.");
            (int line, int column) = Place();
            switch (parser.Current)
            {
                case Scalar scalar:
                    return new YamlScalar(file, line, column, scalar.Value, scalar.Style == ScalarStyle.Plain) { Path = path };
                case SequenceStart:
                    var list = new YamlSequence(file, line, column) { Path = path };
                    while (parser.MoveNext() && parser.Current is not SequenceEnd)
                        list.Values.Add(Node(depth + 1, $"{path}[{list.Values.Count}]"));
                    return list;
                case MappingStart:
                    var mapping = new YamlMapping(file, line, column) { Path = path };
                    while (parser.MoveNext() && parser.Current is not MappingEnd)
                        Pair(mapping, depth);
                    return mapping;
                default:
                    throw Wrong("is cut off.");
            }
        }

        private void Pair(YamlMapping mapping, int depth)
        {
            if (Node(depth + 1, mapping.Path) is not YamlScalar key)
                throw Wrong("has a key that is a list or a mapping. Keys are words.");
            key.Path = mapping.Below(key.Text);
            parser.MoveNext();
            YamlNode value = Node(depth + 1, key.Path);
            if (!mapping.Pairs.TryAdd(key.Text, new YamlPair(key, value)))
                throw key.Wrong($"appears here a second time; the first is in line {mapping.Pairs[key.Text].Key.Line}. Remove one.");
        }

        private void Next<T>()
            where T : ParsingEvent
        {
            if (!parser.MoveNext() || parser.Current is not T)
                throw Wrong("is cut off.");
        }

        private (int Line, int Column) Place() =>
            parser.Current is { Start: var start } ? (linesAbove + Whole(start.Line), Whole(start.Column)) : (linesAbove + 1, 1);

        private ReleaseException Wrong(string problem)
        {
            (int line, int column) = Place();
            return new ReleaseException(Fault.Input, $"{file}, line {line}: this {problem}") { File = file, Line = line, Column = column };
        }
    }
}
