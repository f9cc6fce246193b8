namespace UvRelease.Channels.Gates.Health;

/// <summary>
/// Evidence that the treated crash more than the control, valid at every look: as long as the relative risk is at most 1 + <c>delta</c>, the probability that
/// <see cref="Value"/> ever reaches 1/alpha is at most alpha, however often somebody looks (Ville's inequality). It is the mean of likelihood ratios of the
/// conditional binomial: given the crashes of both sides in one look, how many of them the treated have.
/// </summary>
/// <param name="delta">How much worse is allowed: 0.1 for 10 %.</param>
public sealed class EProcess(double delta)
{
    private static readonly double[] Mixture = [1.25, 1.5, 2, 3, 5];

    private readonly double[] logs = new double[Mixture.Length];

    /// <summary>The evidence; 1 at the start. Infinite when it leaves the range of a double.</summary>
    public double Value
    {
        get
        {
            double most = logs.Max();
            return Math.Exp(most) * logs.Sum(log => Math.Exp(log - most)) / logs.Length;
        }
    }

    /// <summary>Takes one look: what was new since the look before.</summary>
    /// <param name="treated">Crashed devices of the new release.</param>
    /// <param name="treatedDevices">Its devices.</param>
    /// <param name="control">Crashed devices of the release before.</param>
    /// <param name="controlDevices">Its devices, at the same time on the same channel.</param>
    public void Observe(long treated, long treatedDevices, long control, long controlDevices)
    {
        // Without both sides there is nothing to compare.
        if (treatedDevices == 0 || controlDevices == 0)
            return;
        double odds = (1 + delta) * treatedDevices / controlDevices, share = odds / (odds + 1);
        for (int i = 0; i < Mixture.Length; i++)
        {
            double worse = Mixture[i] * odds / ((Mixture[i] * odds) + 1);
            logs[i] += (treated * Math.Log(worse / share)) + (control * Math.Log((1 - worse) / (1 - share)));
        }
    }
}
