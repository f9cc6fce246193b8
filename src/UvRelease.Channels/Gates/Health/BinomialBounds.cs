using MathNet.Numerics.Distributions;

namespace UvRelease.Channels.Gates.Health;

/// <summary>
/// Bounds of a proportion of which <c>hits</c> were seen among <c>trials</c>. All are one-sided: a two-sided interval of 95 % has the bounds of 97.5 %.
/// Clopper-Pearson (Biometrika 26, 1934) never promises more than it holds; Wilson (JASA 22, 1927) is nearer on average.
/// </summary>
public static class BinomialBounds
{
    /// <summary>The proportion that is exceeded with at most the probability 1 - <paramref name="confidence"/>; 1 without trials.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More hits than trials, negative numbers, or a confidence outside of 0 to 1.</exception>
    public static double ClopperPearsonUpper(long hits, long trials, double confidence)
    {
        Check(hits, trials, confidence);
        return hits == trials ? 1 : Beta.InvCDF(hits + 1, trials - hits, confidence);
    }

    /// <summary>The proportion that is not reached with at most the probability 1 - <paramref name="confidence"/>; 0 without trials.</summary>
    /// <inheritdoc cref="ClopperPearsonUpper"/>
    public static double ClopperPearsonLower(long hits, long trials, double confidence)
    {
        Check(hits, trials, confidence);
        return hits == 0 ? 0 : Beta.InvCDF(hits, trials - hits + 1, 1 - confidence);
    }

    /// <summary>Upper bound of the score interval; 1 without trials.</summary>
    /// <inheritdoc cref="ClopperPearsonUpper"/>
    public static double WilsonUpper(long hits, long trials, double confidence) => Wilson(hits, trials, confidence).Upper;

    /// <summary>Lower bound of the score interval; 0 without trials.</summary>
    /// <inheritdoc cref="ClopperPearsonUpper"/>
    public static double WilsonLower(long hits, long trials, double confidence) => Wilson(hits, trials, confidence).Lower;

    /// <summary>
    /// Upper bound of the relative risk of the treated, exact given the sum of both counts: of all hits, the treated have the share RR·n1 / (RR·n1 +
    /// n0). Infinite
    /// where the control has nothing to compare with.
    /// </summary>
    /// <param name="treated">Hits among the treated.</param>
    /// <param name="treatedTrials">Trials of the treated.</param>
    /// <param name="control">Hits among the control.</param>
    /// <param name="controlTrials">Trials of the control.</param>
    /// <param name="confidence">One-sided.</param>
    public static double RelativeRiskUpper(long treated, long treatedTrials, long control, long controlTrials, double confidence)
    {
        Check(treated, treatedTrials, confidence);
        Check(control, controlTrials, confidence);
        double share = ClopperPearsonUpper(treated, treated + control, confidence);
        return share < 1 && treatedTrials > 0 ? share / (1 - share) * controlTrials / treatedTrials : double.PositiveInfinity;
    }

    private static (double Lower, double Upper) Wilson(long hits, long trials, double confidence)
    {
        Check(hits, trials, confidence);
        if (trials == 0)
            return (0, 1);
        double z = Normal.InvCDF(0, 1, confidence), n = trials, p = hits / n;
        double centre = p + (z * z / (2 * n)), spread = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))), scale = 1 + (z * z / n);
        return (hits == 0 ? 0 : (centre - spread) / scale, hits == trials ? 1 : (centre + spread) / scale);
    }

    private static void Check(long hits, long trials, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
    }
}
