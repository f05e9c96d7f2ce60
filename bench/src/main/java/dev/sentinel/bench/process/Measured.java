package dev.sentinel.bench.process;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.ClosedLoop;
import dev.sentinel.bench.load.LoadPlan;
import dev.sentinel.bench.load.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One kind of request under load: medians over the slices, in microseconds of processor time.
 *
 * @param program of the whole server process, the garbage collector and the compiler included
 * @param p50 of the time until the answer, with the measuring process on the same processors
 */
record Measured(
        double perSecond, double program, double postgres, double redis, double p50, double p99) {

    static Measured of(LoadPlan plan, Pids pids) throws IOException, InterruptedException {
        List<Mark> marks = new ArrayList<>();
        Reading reading = new ClosedLoop(plan).run(answers -> marks.add(Mark.now(answers, pids)));
        List<Double> perSecond = new ArrayList<>();
        List<Double> program = new ArrayList<>();
        List<Double> postgres = new ArrayList<>();
        List<Double> redis = new ArrayList<>();
        for (int i = 1; i < marks.size(); i++) {
            Mark from = marks.get(i - 1);
            Mark to = marks.get(i);
            double answers = Math.max(1, to.answers() - from.answers());
            perSecond.add(answers * 1e9 / (to.nanos() - from.nanos()));
            program.add((to.program() - from.program()) / answers);
            postgres.add((to.postgres() - from.postgres()) / answers);
            redis.add((to.redis() - from.redis()) / answers);
        }
        return new Measured(
                Figure.median(perSecond),
                Figure.median(program),
                Figure.median(postgres),
                Figure.median(redis),
                reading.micros(50),
                reading.micros(99));
    }

    /** What had been answered and used at one moment. */
    private record Mark(long answers, long nanos, long program, long postgres, long redis) {
        static Mark now(long answers, Pids pids) throws IOException {
            return new Mark(
                    answers,
                    System.nanoTime(),
                    ProcessTimes.micros(pids.program()),
                    ProcessTimes.microsWithChildren(pids.postgres()),
                    pids.redis().isPresent()
                            ? ProcessTimes.microsWithChildren(pids.redis().getAsLong())
                            : 0);
        }
    }
}
