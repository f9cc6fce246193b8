namespace UvRelease.Crashes.Redaction;

/// <summary>What a redaction did, counted while it is done.</summary>
internal sealed class RedactionCounts
{
    public long StackWordsKept { get; set; }

    public long StackWordsDefaced { get; set; }

    public long RegistersDefaced { get; set; }

    public long MemoryBytesCleared { get; set; }

    public long StreamsCleared { get; set; }

    public long AnnotationsKept { get; set; }

    public long AnnotationsDropped { get; set; }

    public long PathsReduced { get; set; }

    public long TextsChanged { get; set; }

    public long FieldsDropped { get; set; }
}
