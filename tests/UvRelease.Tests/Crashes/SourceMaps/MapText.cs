using System.Text;

namespace UvRelease.Tests.Crashes.SourceMaps;

/// <summary>Writes maps for tests.</summary>
internal static class MapText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Mappings of lines of segments of absolute numbers.</summary>
    public static string Mappings(IEnumerable<IEnumerable<int[]>> lines)
    {
        var text = new StringBuilder();
        int[] last = new int[5];
        foreach (IEnumerable<int[]> line in lines)
        {
            last[0] = 0;
            foreach (int[] segment in line)
            {
                for (int i = 0; i < segment.Length; i++)
                    Append(text, segment[i] - last[i]);
                segment.CopyTo(last, 0);
                text.Append(',');
            }

            if (text.Length > 0 && text[^1] == ',')
                text.Length--;
            text.Append(';');
        }

        return text.ToString();
    }

    /// <summary>A map with two sources and two names.</summary>
    public static string Map(string mappings, string more = "") => "{\"version\":3,\"sources\":[\"a.js\",\"b.js\"],\"sourcesContent\":[\"one\\ntwo\",null],"
        + $"\"names\":[\"first\",\"second\"],{more}\"mappings\":\"{mappings}\"}}";

    private static void Append(StringBuilder text, int number)
    {
        uint value = number < 0 ? ((uint)-(long)number << 1) | 1 : (uint)number << 1;
        do
        {
            text.Append(Alphabet[(int)(value & 31) | (value > 31 ? 32 : 0)]);
            value >>= 5;
        }
        while (value > 0);
    }
}
