using System.Globalization;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>A call, as V8 writes it into <c>Error.stack</c> (its stack trace API, "stack trace format").</summary>
public sealed record V8Frame
{
    private const int DeepestEval = 16;
    private const string Async = "async ", New = "new ", Eval = "eval at ", Wasm = "wasm-function[";

    /// <summary>What was called, without <c>async</c> and <c>new</c>: <c>Cart.total [as sum]</c>; null where V8 names nothing.</summary>
    public string? Function { get; private init; }

    /// <summary>Whether it was waited for: the frame below it is where it goes on, not a call.</summary>
    public bool IsAsync { get; private init; }

    /// <summary>Whether it was called by <c>new</c>.</summary>
    public bool IsConstructor { get; private init; }

    /// <summary>Path or address of the script; of evaluated code that of the script that holds the outermost <c>eval</c>; null where there is none.</summary>
    public string? Script { get; private init; }

    /// <summary>The line, from 1.</summary>
    public int? Line { get; private init; }

    /// <summary>The column, from 1.</summary>
    public int? Column { get; private init; }

    /// <summary>Place in a module of WebAssembly; 0 elsewhere.</summary>
    public ulong WasmOffset { get; private init; }

    /// <summary>Reads a frame.</summary>
    /// <param name="text">What stands behind <c>at </c>.</param>
    public static V8Frame Read(string text) => Read(text, DeepestEval);

    private static V8Frame Read(string text, int depth)
    {
        bool isAsync = text.StartsWith(Async, StringComparison.Ordinal);
        if (isAsync)
            text = text[Async.Length..];
        int open = text.EndsWith(')') ? Opening(text) : -1;
        if (open < 0)
            return Place(text, depth) with { IsAsync = isAsync };
        string function = text[..open];
        V8Frame place = Place(text[(open + 2)..^1], depth);
        bool isConstructor = function.StartsWith(New, StringComparison.Ordinal);
        return place with
        {
            Function = isConstructor ? function[New.Length..] : function == "<anonymous>" ? place.Function : function,
            IsAsync = isAsync,
            IsConstructor = isConstructor,
        };
    }

    // The space before the bracket that the last one closes. Names and paths have brackets too: C:\Program Files (x86)\…
    private static int Opening(string text)
    {
        int depth = 0;
        for (int i = text.Length - 1; i > 0; i--)
        {
            depth += text[i] switch { ')' => 1, '(' => -1, _ => 0 };
            if (depth == 0 && text[i] == '(' && text[i - 1] == ' ')
                return i - 1;
        }

        return text.IndexOf(" (", StringComparison.Ordinal);
    }

    private static V8Frame Place(string text, int depth)
    {
        if (text.StartsWith(Eval, StringComparison.Ordinal))
        {
            if (depth == 0)
                return new V8Frame();
            int end = text.LastIndexOf("), ", StringComparison.Ordinal);
            return Read(text[Eval.Length..(end < 0 ? text.Length : end + 1)], depth - 1) with { Function = "eval", IsConstructor = false };
        }

        if (OfWasm(text) is { } wasm)
            return wasm;
        (string rest, int? last) = Number(text);
        (string script, int? first) = last is null ? (rest, null) : Number(rest);
        (int? line, int? column) = first is null ? (last, null) : (first, last);
        bool isNowhere = script is "<anonymous>" or "native" or "" || (line is null && script.StartsWith("index ", StringComparison.Ordinal));
        return isNowhere ? new V8Frame() : new V8Frame { Script = script, Line = line, Column = column };
    }

    // wasm://wasm/5b1f09c2:wasm-function[12]:0x1f
    private static V8Frame? OfWasm(string text)
    {
        int function = text.LastIndexOf(":" + Wasm, StringComparison.Ordinal), offset = text.LastIndexOf(":0x", StringComparison.Ordinal);
        return function > 0 && offset > function
            && ulong.TryParse(text.AsSpan(offset + 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong place)
            ? new V8Frame { Script = text[..function], Function = text[(function + 1)..offset], WasmOffset = place }
            : null;
    }

    // A number from 1 behind the last colon.
    private static (string Before, int? Value) Number(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? (text[..colon], number)
            : (text, null);
    }
}
