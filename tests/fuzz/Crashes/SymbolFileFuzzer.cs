using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Releases;

namespace UvRelease.Fuzz.Crashes;

/// <summary>
/// Damages symbol files: each is made ready and looked up in, or refused with a place and a sentence; and files that are ready, which are never believed.
/// </summary>
public static class SymbolFileFuzzer
{
    private const int Addresses = 64;

    /// <summary>Damages so many of the symbol files of a folder that are not large.</summary>
    public static FuzzResult Run(string folder, int seed, int count)
    {
        byte[][] files =
        [
            .. Directory.GetFiles(Path.Combine(folder, "symbols"), "*.sym", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(file => new FileInfo(file).Length < 100_000).Select(File.ReadAllBytes),
        ];
        string work = Directory.CreateTempSubdirectory("uv-fuzz-").FullName;
        try
        {
            var dice = new Dice(seed);
            for (int input = 1; input <= count; input++)
            {
                byte[] bytes = Damages.Of(files[dice.Next(files.Length)], dice);
                if (Check(bytes, work, dice) is { } failure)
                    return new FuzzResult(input, $"{failure}\nseed {seed}, file: {Convert.ToBase64String(bytes)}");
            }

            return new FuzzResult(count, null);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string? Check(byte[] bytes, string work, Dice dice)
    {
        string file = Path.Combine(work, "a.sym"), cache = Path.Combine(work, "cache");
        File.WriteAllBytes(file, bytes);
        try
        {
            using (BreakpadSymbols symbols = SymbolCache.Open(file, "a.sym", cache))
                Look(symbols, dice);
            string ready = Directory.GetFiles(cache)[0];
            File.WriteAllBytes(ready, Damages.Of(File.ReadAllBytes(ready), dice));
            using BreakpadSymbols damaged = SymbolCache.Open(file, "a.sym", cache);
            Look(damaged, dice);
            return null;
        }
        catch (ReleaseException e) when (e.Fault == Fault.Input && e.Message.Contains("at offset ", StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static void Look(BreakpadSymbols symbols, Dice dice)
    {
        for (int look = 0; look < Addresses; look++)
        {
            uint address = dice.Chance(10) ? (uint)dice.Next(int.MaxValue) : (uint)dice.Next(0x8000);
            SymbolHit hit = symbols.Find(address);
            _ = symbols.Text(hit.Name).Length + symbols.Text(hit.File).Length;
            for (int call = symbols.FindInline(address); call >= 0; call = symbols.Inline(call).Parent)
                _ = symbols.Text(symbols.Inline(call).Name).Length;
        }
    }
}
