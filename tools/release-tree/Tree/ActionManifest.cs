using System.Text.RegularExpressions;
using UvRelease.Releases;
using YamlDotNet.RepresentationModel;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>Turns an action.yml of main, which builds its image from source, into one that runs the released image (tools/release-tree/README.md).</summary>
public static partial class ActionManifest
{
    private const string FromSource = "../../Dockerfile";

    /// <summary>
    /// Replaces the value of the one <c>image: ../../Dockerfile</c> line, quoted or not, by <c>docker://image # tag</c>; every other byte stays.
    /// </summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no such line, or more than one, or GitHub would not read it as the
    /// action's image; names file and line.</exception>
    public static string Rewrite(string path, string text, ImageReference image, string tag)
    {
        string[] lines = text.Split('\n');
        var found = (from i in Enumerable.Range(0, lines.Length)
                     let match = ImageLine().Match(lines[i])
                     where match.Success
                     select (Line: i, Indent: match.Groups["indent"].Value, Value: match.Groups["value"].Value.Trim())).ToList();
        var fromSource = found.FindAll(image => Unquoted(image.Value) == FromSource);
        if (fromSource.Count > 1)
            throw YamlFile.Wrong(path, fromSource[1].Line + 1,
                $"'{path}' has the line 'image: {FromSource}' {fromSource.Count} times; it must be there exactly once, under 'runs:'.");
        if (fromSource.Count == 0)
        {
            (int line, string seen) = found.Find(image => image.Value.Length > 0) is { Value: { } value } other
                ? (other.Line, $"has 'image: {value}'")
                : (Math.Max(0, Array.FindIndex(lines, line => line.StartsWith("runs:", StringComparison.Ordinal))), "has no 'image:'");
            throw YamlFile.Wrong(path, line + 1,
                $"'{path}' {seen} where every action of main must have 'image: {FromSource}', so that main tests the image built from source. Write that line "
                + "under 'runs:'.");
        }

        string reference = $"docker://{image}";
        lines[fromSource[0].Line] = $"{fromSource[0].Indent}image: {reference} # {tag}";
        string result = string.Join('\n', lines);
        Check(path, result, reference, fromSource[0].Line + 1);
        return result;
    }

    // The line could be in a block of text, or under another key.
    private static void Check(string path, string result, string reference, int line)
    {
        YamlFile manifest = YamlFile.Parse(path, result);
        if (manifest.Find("runs") is not YamlMappingNode runs || Scalar(runs, "using") != "docker" || Scalar(runs, "image") != reference)
            throw manifest.Wrong(line,
                $"The line 'image: {FromSource}' of '{path}' is not the image of a docker action. It must stand under 'runs:', beside 'using: docker'.");
        if (manifest.Uses() is [{ Line: var at }, ..])
            throw manifest.Wrong(at, $"'{path}' has a 'uses:'; an action of uv-release runs its image and nothing else.");
    }

    private static string? Scalar(YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? (value as YamlScalarNode)?.Value : null;

    private static string Unquoted(string value) => value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;

    [GeneratedRegex(@"^(?<indent>\s*)image\s*:(?<value>(?:\s.*)?)$", RegexOptions.NonBacktracking)]
    private static partial Regex ImageLine();
}
