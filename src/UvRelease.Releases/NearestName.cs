namespace UvRelease.Releases;

/// <summary>Finds what somebody who mistyped a name probably meant.</summary>
public static class NearestName
{
    /// <summary>
    /// Returns the nearest candidate within a third of the name's length, but at least one, in edits (insert, delete, replace, swap); or null.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        (string? nearest, int distance) = (null, Math.Max(1, name.Length / 3) + 1);
        foreach (string candidate in candidates)
        {
            if (Math.Abs(name.Length - candidate.Length) >= distance)
                continue;
            int d = Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (d < distance)
                (nearest, distance) = (candidate, d);
        }

        return nearest;
    }

    // Optimal string alignment distance over three rolling rows.
    private static int Edits(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1], last = [.. Enumerable.Range(0, b.Length + 1)], row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), replace);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
