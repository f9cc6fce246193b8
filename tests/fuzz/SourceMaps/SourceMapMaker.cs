using System.Text;
using UvRelease.Crashes.SourceMaps;

namespace UvRelease.Fuzz.SourceMaps;

/// <summary>Makes random source maps that keep to the standard, and stacks of their scripts.</summary>
/// <param name="dice">Random numbers.</param>
internal sealed class SourceMapMaker(Dice dice)
{
    private static readonly string[] Names = ["a", "total", "é", "\\u00e9", "\\ud83d\\ude00", "#share", ""];

    private static readonly string[] Calls =
    [
        "f (/opt/App/resources/app.asar/main.js:{0}:{1})", "async f (main.js:{0}:{1})", "new T (file:///C:/App/main.js:{0}:{1})", "app:///main.js:{0}:{1}",
        "C:\\Program Files (x86)\\App\\main.js:{0}:{1}", "Array.map (<anonymous>)", "eval (eval at f (main.js:{0}:{1}), <anonymous>:1:1)",
        "wasm://wasm/5b1f09c2:wasm-function[{0}]:0x{1}", "async Promise.all (index {0})", "node:internal/x:{0}:{1}", "Cart.total [as sum] (main.js:{0}:{1})",
        "void std::vector<int>::f(int) const (main.js:{0}:{1})",
    ];

    /// <summary>A map with or without sections.</summary>
    public string Map() => dice.Chance(25) ? Index() : Plain(isOnlyOne: true);

    /// <summary>A stack of a script.</summary>
    public string Stack()
    {
        var text = new StringBuilder("TypeError: x\n");
        for (int i = dice.Next(12); i > 0; i--)
            text.Append("    at ").AppendFormat(null, Calls[dice.Next(Calls.Length)], dice.Next(20), dice.Next(60)).Append('\n');
        return text.ToString();
    }

    private string Index()
    {
        var text = new StringBuilder("{\"version\":3,\"sections\":[");
        for ((int i, int line) = (dice.Next(5), 0); i > 0; i--, line += dice.Next(1, 4))
        {
            string offset = $"\"offset\":{{\"line\":{line},\"column\":{dice.Next(9)}}}", map = $"\"map\":{Plain(isOnlyOne: false)}";
            text.Append(dice.Chance(50) ? $"{{{offset},{map}}}" : $"{{{map},{offset}}}").Append(i > 1 ? "," : "");
        }

        return text.Append("]}").ToString();
    }

    private string Plain(bool isOnlyOne)
    {
        int sources = dice.Next(1, 4), names = dice.Next(1, 5);
        string List(int count, string nothing) => string.Join(',', Enumerable.Range(0, count).Select(_ =>
            dice.Chance(10) && nothing.Length > 0 ? nothing : $"\"{Names[dice.Next(Names.Length)]}\""));
        return "{\"version\":3,\"sources\":[" + List(sources, "null") + "],\"sourcesContent\":[" + List(sources, "null") + "],\"names\":[" + List(names, "")
            + (dice.Chance(20) ? "],\"ignoreList\":[0" : "") + "],\"mappings\":\"" + Mappings(isOnlyOne ? dice.Next(1, 12) : 1, sources, names) + "\"}";
    }

    private string Mappings(int lines, int sources, int names)
    {
        var text = new StringBuilder();
        int[] last = new int[5];
        for (int line = 0; line < lines; line++, text.Append(line < lines ? ";" : ""))
        {
            last[0] = 0;
            for (int i = dice.Chance(5) ? dice.Next(200) : dice.Next(6); i > 0; i--)
            {
                int[] segment = [last[0] + dice.Next(12), dice.Next(sources), dice.Next(99), dice.Next(99), dice.Next(names)];
                for (int field = 0; field < (dice.Chance(20) ? 1 : dice.Chance(50) ? 4 : 5); field++)
                {
                    text.Append(Encoding.ASCII.GetString(Vlq.Write(segment[field] - last[field])));
                    last[field] = segment[field];
                }

                text.Append(i > 1 ? "," : "");
            }
        }

        return text.ToString();
    }
}
