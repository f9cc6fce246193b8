using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>
/// A pattern for paths as electron-builder's configuration has them (minimatch with matchBase): <c>*</c>, <c>**</c>, <c>?</c>, <c>[a-z]</c>,
/// <c>{a,b}</c>. Without a slash it is matched against the last part of the path. Wildcards leave a dot at the start of a name alone.
/// </summary>
internal sealed class GlobPattern
{
    private readonly Regex regex;
    private readonly bool wholePath;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it has something that is not known here.</exception>
    public GlobPattern(string pattern)
    {
        if (pattern.AsSpan().ContainsAny('(', '\\') || pattern.StartsWith('!'))
            throw Bad(pattern, "has negation, groups or backslashes, which are not known here");
        wholePath = pattern.Contains('/', StringComparison.Ordinal);
        regex = new Regex($"^(?:{Translate(pattern)})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>True when a path matches.</summary>
    public bool Matches(string path) => regex.IsMatch(wholePath ? path : path[(path.LastIndexOf('/') + 1)..]);

    private static string Translate(string pattern)
    {
        var expression = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            bool startsName = i == 0 || pattern[i - 1] is '/' or '{' or ',';
            switch (pattern[i])
            {
                case '*' when startsName && pattern[i..] is "**":
                    expression.Append("(?:[^./][^/]*)(?:/[^./][^/]*)*");
                    i++;
                    break;
                case '*' when startsName && pattern.AsSpan(i).StartsWith("**/"):
                    expression.Append("(?:[^./][^/]*/)*");
                    i += 2;
                    break;
                case '*':
                    expression.Append(startsName ? "[^./][^/]*" : "[^/]*");
                    break;
                case '?':
                    expression.Append(startsName ? "[^./]" : "[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 1) is > 0 and var close:
                    string members = pattern[(i + 1)..close];
                    expression.Append('[').Append(members.StartsWith('!') ? "^" : "")
                        .Append(Regex.Escape(members.TrimStart('!', '^')).Replace("\\-", "-", StringComparison.Ordinal)).Append(']');
                    i = close;
                    break;
                case '{':
                    braces++;
                    expression.Append("(?:");
                    break;
                case '}' when braces > 0:
                    braces--;
                    expression.Append(')');
                    break;
                case ',' when braces > 0:
                    expression.Append('|');
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return braces == 0 ? expression.ToString() : throw Bad(pattern, "has a brace that is not closed");
    }

    private static ReleaseException Bad(string pattern, string problem) => new(Fault.Input, $"The pattern '{pattern}' {problem}.");
}
