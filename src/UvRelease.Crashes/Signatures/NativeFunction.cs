using System.Text;
using System.Text.RegularExpressions;

namespace UvRelease.Crashes.Signatures;

/// <summary>
/// Names of native functions as signatures have them: the same for each compiler, build and type that a template is made for. So parameters, types of results,
/// qualifiers, hashes and the suffixes of clones go, and the parameters of a template become <c>T</c>.
/// </summary>
internal static partial class NativeFunction
{
    private const string Anonymous = "(anonymous)", OperatorWord = "operator";

    // The longer ones first.
    private static readonly string[] Operators =
        ["()", "<=>", "<<=", ">>=", "<<", ">>", "<=", ">=", "->*", "->", "<", ">", " new[]", " delete[]", "new[]", "delete[]", "[]"];

    private static readonly string[] Qualifiers = [" const", " volatile", " noexcept", " &&", " &", "&&", "&"];

    /// <summary>Makes the name of a function what signatures show.</summary>
    public static string Normalize(string function)
    {
        string name = Suffixes().Replace(AnonymousNamespace().Replace(function, Anonymous), "");
        name = Lambdas().Replace(name, "{lambda}");
        name = WithoutResult(Collapsed(name)).Trim();
        return name.Length > 0 ? name : function.Trim();
    }

    // What is between brackets: of templates T, of parameters nothing. Behind the parameters come qualifiers, or the name of something inside.
    private static string Collapsed(string name)
    {
        var text = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (Operator(name, i) is > 0 and var length)
            {
                text.Append(name, i, length);
                i += length - 1;
                if (!name.AsSpan(i + 1).StartsWith(" <"))
                    continue;
                text.Append(" <T>");
                i = End(name, i + 2) - 1;
            }
            else if (name.AsSpan(i).StartsWith(Anonymous, StringComparison.Ordinal))
            {
                text.Append(Anonymous);
                i += Anonymous.Length - 1;
            }
            else if (name[i] is '<' or '(')
            {
                bool isTemplate = name[i] == '<';

                // <unknown in app.node>, <alloc::vec::Vec<T>>::push: a name that is in brackets as a whole.
                bool isName = isTemplate && (i == 0 || name[i - 1] is ' ' or ':');
                int end = End(name, i);
                text.Append(isName ? name[i..end] : isTemplate ? "<T>" : "");
                while (!isTemplate && Array.Find(Qualifiers, word => IsQualifier(name, end, word)) is { } qualifier)
                    end += qualifier.Length;
                i = end - 1;
            }
            else
            {
                text.Append(name[i]);
            }
        }

        return text.ToString();
    }

    // operator<, operator(), operator->: brackets that are none. Its length with the word; 0 for no operator, or one without brackets.
    private static int Operator(string name, int at)
    {
        if ((at > 0 && IsWord(name[at - 1])) || !name.AsSpan(at).StartsWith(OperatorWord))
            return 0;
        string? sign = Array.Find(Operators, text => name.AsSpan(at + OperatorWord.Length).StartsWith(text));
        return sign is null ? 0 : OperatorWord.Length + sign.Length;
    }

    private static bool IsQualifier(string name, int at, string word) =>
        name.AsSpan(at).StartsWith(word) && (at + word.Length == name.Length || !IsWord(name[at + word.Length]));

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    // Behind the bracket that closes the one at a place; the end where none does.
    private static int End(string name, int at)
    {
        for (int depth = 0; at < name.Length; at++)
        {
            // The arrow of a pointer closes nothing.
            depth += name[at] is '<' or '(' or '{' or '[' ? 1 : name[at] is ')' or '}' or ']' || (name[at] == '>' && name[at - 1] != '-') ? -1 : 0;
            if (depth <= 0)
                return at + 1;
        }

        return name.Length;
    }

    // void f<T>: the result of a template comes first. operator bool and names in brackets have spaces of their own.
    private static string WithoutResult(string name)
    {
        int end = name.IndexOf(OperatorWord, StringComparison.Ordinal) is >= 0 and var found ? found : name.Length, depth = 0;
        for (int i = end - 1; i >= 0; i--)
        {
            depth += name[i] is '>' or '}' or ')' or ']' ? 1 : name[i] is '<' or '{' or '(' or '[' ? -1 : 0;
            if (depth == 0 && name[i] == ' ')
                return name[(i + 1)..].TrimStart('*', '&');
        }

        return name;
    }

    [GeneratedRegex(@"\(anonymous namespace\)|`anonymous[- ]namespace'|\{anonymous\}|_GLOBAL__N_1", RegexOptions.NonBacktracking)]
    private static partial Regex AnonymousNamespace();

    // Clones of gcc and LLVM, versions of symbols, hashes of Rust.
    [GeneratedRegex(
        @"(?: ?\[clone [^\]]*\]|\.(?:cold|part|isra|constprop|llvm|lto_priv|localalias|unlikely|warm|hot|cfi)|\.\d+"
        + @"|@plt|@@?[A-Z][A-Za-z0-9_.]*|::h[0-9a-f]{16})+$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Suffixes();

    [GeneratedRegex(
        @"<lambda_[0-9a-f]+>|\{lambda\([^{}]*\)#\d+\}|\$_\d+|'lambda\d*'(?:\([^()]*\))?|\{\{closure\}\}(?:#\d+)?|<lambda\([^<>]*\)>",
        RegexOptions.NonBacktracking)]
    private static partial Regex Lambdas();
}
