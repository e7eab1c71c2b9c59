// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <zmq.h>
