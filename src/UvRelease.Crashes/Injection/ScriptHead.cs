using System.Text;

namespace UvRelease.Crashes.Injection;

/// <summary>
/// Finds where code can be put before all other code of a script without changing what the script does: behind a byte order mark, <c>#!</c> and the directive
/// prologue (ECMA-262, directive prologues and hashbang comments). <c>"use strict"</c> and <c>"use client"</c> stay the first statements.
/// </summary>
internal ref struct ScriptHead
{
    private readonly ReadOnlySpan<byte> script;
    private int at;

    private ScriptHead(ReadOnlySpan<byte> script) => this.script = script;

    /// <summary>Finds it.</summary>
    /// <param name="script">UTF-8.</param>
    /// <returns>Place in the bytes.</returns>
    public static int End(ReadOnlySpan<byte> script) => new ScriptHead(script).Find();

    /// <summary>Line and column of a place, counted from 0 as source maps count them: a byte order mark is no character.</summary>
    public static (int Line, int Column) PositionOf(ReadOnlySpan<byte> script, int place)
    {
        int line = 0, start = script.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        for (int i = start; i < place;)
        {
            int length = LineEnd(script, i);
            i += Math.Max(1, length);
            if (length > 0 && i <= place)
                (line, start) = (line + 1, i);
        }

        return (line, Encoding.UTF8.GetCharCount(script[start..place]));
    }

    private int Find()
    {
        if (script.StartsWith(Encoding.UTF8.Preamble))
            at = Encoding.UTF8.Preamble.Length;
        if (script[at..].StartsWith("#!"u8))
        {
            PassLine();
            at += LineEnd(script, at);
        }

        int end = at;
        while (true)
        {
            PassTrivia();
            if (!PassString())
                return end;
            int behind = at;
            bool hasLineEnd = PassTrivia();
            if (at < script.Length && script[at] == ';')
                end = ++at;
            else if (at == script.Length || (hasLineEnd && !GoesOn(script[at..])))
                end = at = behind;
            else
                return end;
        }
    }

    // Whether what stands in a new line belongs to the expression before it, so that no semicolon is inserted (ECMA-262, automatic semicolon insertion).
    private static bool GoesOn(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("++"u8) || rest.StartsWith("--"u8))
            return false;
        if (rest[0] == '!')
            return rest.StartsWith("!="u8);
        return "([`.+-*/%,?:=<>&|^"u8.Contains(rest[0]) || IsWord(rest, "in"u8) || IsWord(rest, "instanceof"u8);
    }

    private static bool IsWord(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> word) => rest.StartsWith(word)
        && (rest.Length == word.Length || !IsPartOfName(rest[word.Length]));

    private static bool IsPartOfName(byte character) =>
        char.IsAsciiLetterOrDigit((char)character) || character is (byte)'_' or (byte)'$' or (byte)'\\' or > 127;

    private bool PassString()
    {
        if (at == script.Length || script[at] is not ((byte)'"' or (byte)'\''))
            return false;
        byte quote = script[at];
        for (int i = at + 1; i < script.Length; i++)
        {
            if (script[i] == quote)
            {
                at = i + 1;
                return true;
            }

            // A line may go on behind a backslash, and ends the script's sense elsewhere.
            if (script[i] == '\\')
                i += Math.Max(0, LineEnd(script, i + 1) - 1) + 1;
            else if (script[i] is (byte)'\n' or (byte)'\r')
                return false;
        }

        return false;
    }

    // White space and comments. Whether a line ended in them.
    private bool PassTrivia()
    {
        bool hasLineEnd = false;
        while (at < script.Length)
        {
            if (LineEnd(script, at) is > 0 and var length)
            {
                at += length;
                hasLineEnd = true;
            }
            else if (script[at..].StartsWith("//"u8))
            {
                PassLine();
            }
            else if (script[at..].StartsWith("/*"u8) && script[(at + 2)..].IndexOf("*/"u8) is >= 0 and var end)
            {
                for (int i = at; i < at + 2 + end; i++)
                    hasLineEnd |= LineEnd(script, i) > 0;
                at += end + 4;
            }
            else if (Space() is > 0 and var space)
            {
                at += space;
            }
            else
            {
                break;
            }
        }

        return hasLineEnd;
    }

    private void PassLine()
    {
        while (at < script.Length && LineEnd(script, at) == 0)
            at++;
    }

    // ECMA-262, white space: of those beyond ASCII the no-break space and the byte order mark.
    private readonly int Space() => script[at] is (byte)' ' or (byte)'\t' or 0x0b or 0x0c ? 1
        : script[at..].StartsWith("\u00a0"u8) ? 2 : script[at..].StartsWith("\ufeff"u8) ? 3 : 0;

    // Bytes of the line end at a place; 0 where there is none.
    private static int LineEnd(ReadOnlySpan<byte> script, int at)
    {
        if (at >= script.Length)
            return 0;
        ReadOnlySpan<byte> rest = script[at..];
        return rest[0] == '\n' ? 1 : rest[0] == '\r' ? rest.StartsWith("\r\n"u8) ? 2 : 1 : rest.StartsWith("\u2028"u8) || rest.StartsWith("\u2029"u8) ? 3 : 0;
    }
}
