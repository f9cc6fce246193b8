using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Crashes.Injection;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Signatures;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Releases;

namespace UvRelease.Fuzz.SourceMaps;

/// <summary>
/// Damages source maps and stacks: a map is read, or refused with a place and a sentence; a stack is read, symbolicated and signed. With memory in proportion
/// to their bytes. And code that is put into a script moves what is behind it in the map, and nothing else.
/// </summary>
public static partial class SourceMapFuzzer
{
    private const int Places = 30;

    // What readers and an error take at once.
    private const int MemoryAtOnce = 64 * 1024;
    private const int MemoryOfByte = 4;

    private static readonly TextDamage Damage = new(
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", ",", ";", ";;;;;;", ",,", "null", "true", "-1", "1e999", "4294967296", "\"mappings\":\"A\"",
            "\"sources\":[]", "\"sections\":[", "\"version\":4", "\"debugId\":\"x\"", "gggggggggggggggB", "+/////D", "/////////", "D", "AAAA", "=", "\0",
            "\u00ff", "(", ")", "), ", "eval at ", "\n    at ", ":", ":1:1", "wasm-function[", ":0x", "<", ">", "operator", "::{lambda(", "'", "async ", "new ",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80],
    ]);

    /// <summary>Damages and reads so many.</summary>
    public static FuzzResult Run(int seed, int count)
    {
        // The first error of a process takes what no other takes.
        _ = Read([], isStrict: false, out _);
        var dice = new Dice(seed);
        var maker = new SourceMapMaker(dice);
        for (int input = 1; input <= count; input++)
        {
            string made = maker.Map();
            byte[] map = Encoding.UTF8.GetBytes(made), damaged = Damage.Of(map, dice), stack = Damage.Of(Encoding.UTF8.GetBytes(maker.Stack()), dice);
            if ((CheckMap(damaged, dice) ?? CheckStack(Encoding.UTF8.GetString(stack), map) ?? CheckInsertion(map, dice)) is not { } failure)
                continue;
            string of = $"map: {Convert.ToBase64String(damaged)}, of {made}, stack: {Convert.ToBase64String(stack)}";
            return new FuzzResult(input, $"{failure}\nseed {seed}, {of}");
        }

        return new FuzzResult(count, null);
    }

    private static string? CheckMap(byte[] bytes, Dice dice)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (Read(bytes, isStrict: false, out SourceMap? map) is { } failure)
            return failure;
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        if (taken > MemoryAtOnce + ((long)MemoryOfByte * bytes.Length))
            return $"{taken} bytes were taken for a map of {bytes.Length}.";
        if (Read(bytes, isStrict: true, out SourceMap? strict) is { } other)
            return other;
        if (strict is not null && map is null)
            return "What is read strictly is refused else.";
        for (int i = 0; map is not null && i < Places; i++)
        {
            (int line, int column) = dice.Chance(95) ? (dice.Next(20), dice.Next(60)) : (dice.Next(int.MaxValue), dice.Next(int.MaxValue));
            OriginalPosition? place = map.Find(line, column);
            if (place is { Line: < 0 } or { Column: < 0 } || (strict is not null && strict.Find(line, column) != place))
                return $"{line}:{column} is {place}.";
            if (place is not null)
                _ = map.ContentOf(place);
        }

        return null;
    }

    private static string? CheckStack(string stack, byte[] map)
    {
        try
        {
            var error = new JavaScriptError(
                JavaScriptError.Format, "app", "1.0.0", "beta", "browser", "linux", "x64", null, null, false, "TypeError", "x", stack, []);
            CrashReport report = JavaScriptSymbolication.Symbolicate(error, new OneMap(SourceMap.Of(map, "x.map")));
            CrashSignature signature = CrashSignature.Of(report), native = CrashSignature.Of(report with { Kind = CrashKind.Native });
            return signature.Text.Length is 0 or > 255 || native.Text.Length is 0 or > 255 ? $"The signature is {signature} or {native}." : null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    // Each place behind the code is found where it went, and each other where it was.
    private static string? CheckInsertion(byte[] bytes, Dice dice)
    {
        var code = new CodeInsertion(dice.Next(8), dice.Next(30), dice.Next(1, 300));
        byte[] moved = MapEdits.Apply(bytes, MapEdits.Find(bytes, code, Guid.Empty));
        if (Read(bytes, isStrict: true, out SourceMap? before) is { } failure || Read(moved, isStrict: true, out SourceMap? after) is { } other)
            return "A map that was made, or its insertion, could not be read.";
        if (before is null || after is null)
            return before == after ? null : $"Code in {code} made {Encoding.UTF8.GetString(moved)}, which is none.";
        for (int i = 0; i < Places; i++)
        {
            (int line, int column) = (dice.Next(12), dice.Next(60));
            bool isMoved = line == code.Line && column >= code.Column;
            OriginalPosition? was = before.Find(line, column), now = after.Find(line, isMoved ? column + code.Length : column);
            if (was != now)
                return $"Code in {code} moved {line}:{column} from {was} to {now} in {Encoding.UTF8.GetString(moved)}.";
        }

        return null;
    }

    private static string? Read(byte[] bytes, bool isStrict, out SourceMap? map)
    {
        map = null;
        try
        {
            map = isStrict ? SourceMap.Strictly(bytes, "x.map") : SourceMap.Of(bytes, "x.map");
            return null;
        }
        catch (ReleaseException e)
        {
            return e.Fault == Fault.Input && Sentence().IsMatch(e.Message) ? null : $"The error is no sentence with a place: {e.Message}";
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    [GeneratedRegex(@"^x\.map is no source map to be trusted: at offset [0-9]+, [^\n]+\. Build it anew\.$", RegexOptions.NonBacktracking)]
    private static partial Regex Sentence();

    private sealed class OneMap(SourceMap map) : ISourceMaps
    {
        public SourceMap? Find(string script, Guid? debugId) => script.StartsWith("node:", StringComparison.Ordinal) ? null : map;
    }
}
