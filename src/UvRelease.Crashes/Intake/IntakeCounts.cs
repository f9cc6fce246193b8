namespace UvRelease.Crashes.Intake;

/// <summary>What happened since the start.</summary>
public sealed class IntakeCounts
{
    private readonly long[] answers = new long[600];
    private long dumps, errors, pings, repeated, uncounted, inWork;

    /// <summary>Minidumps that were stored.</summary>
    public long Dumps => Interlocked.Read(ref dumps);

    /// <summary>Errors of JavaScript that were stored.</summary>
    public long Errors => Interlocked.Read(ref errors);

    /// <summary>Pings that were stored.</summary>
    public long Pings => Interlocked.Read(ref pings);

    /// <summary>Reports that were there when they came, and are in none of the numbers above.</summary>
    public long Repeated => Interlocked.Read(ref repeated);

    /// <summary>Reports among the stored ones that count for no release, since they don't say their app, release or channel.</summary>
    public long Uncounted => Interlocked.Read(ref uncounted);

    /// <summary>Requests that are worked on.</summary>
    public long InWork => Interlocked.Read(ref inWork);

    /// <summary>Answers by status, those that were given.</summary>
    public IEnumerable<(int Status, long Count)> Answers =>
        Enumerable.Range(0, answers.Length).Select(status => (status, Interlocked.Read(ref answers[status]))).Where(answer => answer.Item2 > 0);

    internal void Took(TakenReport taken)
    {
        Interlocked.Increment(ref !taken.IsNew ? ref repeated : ref taken.Report.Kind == Reports.CrashKind.Native ? ref dumps : ref errors);
        if (taken.IsNew && taken.Report.NotSaid().Any())
            Interlocked.Increment(ref uncounted);
    }

    internal void StoredPing() => Interlocked.Increment(ref pings);

    internal long Begin() => Interlocked.Increment(ref inWork);

    internal void End(int status)
    {
        Interlocked.Decrement(ref inWork);
        Interlocked.Increment(ref answers[status]);
    }
}
