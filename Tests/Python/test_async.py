# SPDX-License-Identifier: Apache-2.0
"""The kernel of coroutines."""

import asyncio
import os
import signal

import pytest

import benign

READY = "mixture n=20 p=400 mu=4 seed=3\nnetwork m=6 gamma=0.3\n"
ENDLESS = READY + "run steps=1e12 leap=false"


def test_all_that_a_kernel_does_is_awaited():
    async def work():
        seen = []
        async with benign.AsyncKernel() as lab:
            cell = await lab.run(READY + "run steps=20\nsweep grid n=[4, 5] measure=rho", on_output=seen.append)
            assert seen == cell.outputs and lab.results == cell.results
            assert await lab["t"] == 20
            assert "n is also" in await lab.assign(n=3)
            assert list(await lab.table("grid"))[:2] == ["n", "rho"] and await lab.tables() == ["grid"]
            assert len(await lab.trajectory()) == 21
            assert (await lab.experiment()).X.shape[0] == 20
            with pytest.raises(benign.Error, match="foo"):
                await lab.run("foo")
            pid = lab.pid
        assert not lab.is_alive
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    asyncio.run(work())


def test_the_event_loop_goes_on_and_two_kernels_run_at_once():
    async def work():
        async with benign.AsyncKernel() as one, benign.AsyncKernel() as two:
            running = asyncio.create_task(one.run(ENDLESS))
            assert await two["1 + 1"] == 2
            assert not running.done()
            await one.interrupt()
            with pytest.raises(benign.Error) as caught:
                await running
            assert caught.value.kind == "Interrupted"

    asyncio.run(work())


def test_a_cancelled_task_interrupts_its_cell_only():
    async def work():
        async with benign.AsyncKernel() as lab:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await lab.run(ENDLESS)
            assert await lab["t"] > 0
            first, second = (asyncio.create_task(lab.run(code)) for code in (ENDLESS, "x = 1"))
            third = asyncio.create_task(lab.run("y = 1"))
            await asyncio.sleep(0.2)
            second.cancel()
            first.cancel()
            await third
            assert first.cancelled() and second.cancelled() and await lab["y"] == 1
            with pytest.raises(benign.Error):
                await lab["x"]

    asyncio.run(work())


def test_an_error_of_on_output_interrupts_the_cell():
    def fail(output):
        raise ZeroDivisionError("mine")

    async def work():
        async with benign.AsyncKernel() as lab:
            with pytest.raises(ZeroDivisionError, match="mine"):
                await lab.run(ENDLESS, on_output=fail)
            assert await lab["1"] == 1

    asyncio.run(work())


def test_a_death_is_told():
    async def work():
        async with benign.AsyncKernel() as lab:
            running = asyncio.create_task(lab.run(ENDLESS))
            await asyncio.sleep(0.2)
            os.kill(lab.pid, signal.SIGKILL)
            with pytest.raises(benign.KernelDied, match="SIGKILL"):
                await running

    asyncio.run(work())


def test_it_starts_with_its_block():
    with pytest.raises(RuntimeError, match="async with"):
        _ = benign.AsyncKernel()["1"]
