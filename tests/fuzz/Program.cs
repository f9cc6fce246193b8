using System.Globalization;
using UvRelease.Fuzz;
using UvRelease.Fuzz.Crashes;
using UvRelease.Fuzz.Messages;
using UvRelease.Fuzz.Plists;
using UvRelease.Fuzz.SourceMaps;

// dotnet run --project tests/fuzz -- TARGET [--seed N] [--count N]
// Crashes are those that tests/crashes/corpus.sh made.
const string Corpus = "artifacts/crashes";
Dictionary<string, Func<int, int, FuzzResult>> targets = new(StringComparer.Ordinal)
{
    ["messages"] = MessageFuzzer.Run,
    ["plists"] = PropertyListFuzzer.Run,
    ["redaction"] = RedactionFuzzer.Run,
    ["multipart"] = MultipartFuzzer.Run,
    ["minidumps"] = (seed, count) => MinidumpFuzzer.Run(Corpus, seed, count),
    ["symbols"] = (seed, count) => SymbolFileFuzzer.Run(Corpus, seed, count),
    ["source-maps"] = SourceMapFuzzer.Run,
};
if (args.Length == 0 || !targets.TryGetValue(args[0], out Func<int, int, FuzzResult>? target))
{
    await Console.Error.WriteLineAsync($"Say what to fuzz: {string.Join(", ", targets.Keys)}. Then --seed N and --count N, if you like.");
    return 2;
}

FuzzResult result = target(Number("--seed", 1), Number("--count", 10_000));
await Console.Out.WriteLineAsync(result.ToString());
return result.Failure is null ? 0 : 1;

int Number(string name, int otherwise)
{
    int at = Array.IndexOf(args, name);
    return at > 0 && at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
