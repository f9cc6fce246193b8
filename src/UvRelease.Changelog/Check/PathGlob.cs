using System.Text;
using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Check;

/// <summary>
/// A pattern of paths as .gitignore's readers know it: <c>**</c> any folders, <c>*</c> and <c>?</c> within one name; a pattern that ends in <c>/</c>,
/// or has none
/// of these, names a file or everything below a folder.
/// </summary>
internal sealed class PathGlob
{
    private readonly Regex form;

    /// <summary>Reads a pattern.</summary>
    public PathGlob(string pattern)
    {
        Pattern = pattern;
        string path = pattern.TrimEnd('/');
        bool folder = path.Length < pattern.Length || path.AsSpan().IndexOfAny('*', '?') < 0;
        var text = new StringBuilder("^");
        for (int i = 0; i < path.Length; i++)
        {
            if (path.AsSpan(i).StartsWith("**/") && (i == 0 || path[i - 1] == '/'))
                (_, i) = (text.Append("(?:.*/)?"), i + 2);
            else if (path.AsSpan(i).StartsWith("**"))
                (_, i) = (text.Append(".*"), i + 1);
            else
                text.Append(path[i] switch { '*' => "[^/]*", '?' => "[^/]", var other => Regex.Escape(other.ToString()) });
        }

        form = new Regex(text.Append(folder ? @"(?:/.*)?\z" : @"\z").ToString(),
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    /// <summary>As written.</summary>
    public string Pattern { get; }

    /// <summary>True for a path that it means.</summary>
    public bool Matches(string path) => form.IsMatch(path);
}
