namespace UvRelease.Crashes.Intake;

/// <summary>How often each client may come: a bucket of tokens for each, which fills as time goes by. Who has not come lately is forgotten.</summary>
/// <param name="perMinute">Tokens that a bucket holds, and gets in a minute.</param>
/// <param name="time">The clock.</param>
internal sealed class ClientLimits(int perMinute, TimeProvider time)
{
    private const int MostClients = 1 << 16;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (double Tokens, long At)> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes a token.</summary>
    /// <returns>0, or the seconds after which there will be one.</returns>
    public int Take(string client)
    {
        long now = time.GetTimestamp();
        lock (gate)
        {
            if (buckets.Count >= MostClients && !buckets.ContainsKey(client))
                MakeRoom(now);
            double tokens = buckets.TryGetValue(client, out (double Tokens, long At) bucket) ? Filled(bucket, now) : perMinute;
            if (tokens < 1)
                return (int)Math.Ceiling((1 - tokens) * 60 / perMinute);
            buckets[client] = (tokens - 1, now);
            return 0;
        }
    }

    private double Filled((double Tokens, long At) bucket, long now) =>
        Math.Min(perMinute, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalMinutes * perMinute));

    // A full bucket is as good as none. Where so many clients come within a minute, the limit of all requests is what helps.
    private void MakeRoom(long now)
    {
        foreach (string client in buckets.Where(bucket => Filled(bucket.Value, now) >= perMinute).Select(bucket => bucket.Key).ToArray())
            buckets.Remove(client);
        if (buckets.Count >= MostClients)
            buckets.Clear();
    }
}
